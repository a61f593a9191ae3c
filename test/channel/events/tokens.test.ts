/**
 * Messages that arrive word by word in event streams (traffic.md T126): whatever they are cut into, what a receiver joins is the redaction of the
 * whole text; events, their order and everything in them that is not the piece stay. Stories: an assistant that writes a card a digit an event;
 * two answers at the same time; a bot that stops in the middle of a number and never says that it has.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/base/limits.js';
import { compileEventRoles } from '../../../src/channel/roles.js';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { loadRules } from '../../../src/ruleset/load.js';
import { cutAt, singleBytes } from '../../support/cuts.js';
import { underPolicy } from '../../../src/engine/engine.js';
import { resolvePolicies } from '../../../src/policy/resolve.js';
import { engine } from '../../support/engine.js';
import { rules } from '../../support/rules.js';
import { dataIn, eventOf, liveEvents, runEvents, type Shape, SHAPES, textIn } from '../../support/events.js';

const CARD = '4111 1111 1111 1111';
const truncate = resolvePolicies([{ entities: ['card.pan'], action: 'truncate', show: { first: 6, last: 4 } }], rules.actions, 'enforce');
const truncating = underPolicy(engine, truncate.policyFor('crm', 'lead'));
const redacted = (text: string): string => engine.redact(text, { direction: 'response' }).output;

/** The events of one message in these pieces. */
function streamOf({ piece, end }: Shape, pieces: readonly string[], withEnd = true): string {
  const events = pieces.map((text, count) => eventOf(piece(text, count), String(count)));
  return [...events, ...(withEnd && end !== undefined ? [eventOf(end)] : [])].join('');
}

/** What stands around pieces of one digit each. */
const framesOf = (stream: string): string[] => dataIn(stream).map((data) => data.replaceAll(/(?<=:\\?")[\d*](?=\\?")/g, '#'));

const FRAGMENTS = [
  'The card is ', CARD, '4111111111111111', '5555-5555-5555-4444', ' 3782 822463 10005 ', 'four one one one one one one one one one one one one one one one', ', ',
  'IBAN DE89 3704 0044 0532 0130 00', 'GB82WEST12345698765432', ' and ', 'order 4512778899', '20 4111', '1111', '\n', 'cvv 123 ', 'call +46 70 123 45 67', ' "quoted" \\ ',
  '４１１１ １１１１ １１１１ １１１１', 'é', '😀', ' jane.doe@example.com ', '12345678901234567890123', ' exp 12/29', '. ', 'ssn 123-45-6789',
]; // prettier-ignore

const texts = fc.array(fc.constantFrom(...FRAGMENTS), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));

/** Cut between characters, each cut a number modulo the length. */
function cutText(text: string, cuts: readonly number[]): string[] {
  const characters = [...text];
  const bounds = [...new Set([0, ...cuts.map((cut) => cut % (characters.length + 1)), characters.length])].sort((a, b) => a - b);
  return bounds.slice(1).map((end, i) => characters.slice(bounds[i], end).join(''));
}

/** Whether a text shows a character that another hides. */
const shownMoreThan = (hiding: string, text: string): boolean => {
  const [one, other] = [[...hiding], [...text]];
  return one.length !== other.length || one.some((character, i) => character === '*' && other[i] !== '*');
};

describe.each(SHAPES.map((shape) => [shape.name, shape] as const))('%s', (_, shape) => {
  it('a digit an event, a separator an event', () => {
    const text = `Your card ${CARD}, right? `;
    const stream = streamOf(shape, [...text]);
    const { output } = runEvents([stream]);
    expect(textIn(output, shape)).toBe(redacted(text));
    expect(textIn(output, shape)).toContain('**** **** **** 1111');
    expect(framesOf(output)).toEqual(framesOf(stream));
  });

  it('any pieces of a text: the redaction of the whole', () => {
    const property = fc.property(texts, fc.array(fc.nat(400), { maxLength: 40 }), (text, cuts) => {
      const left = textIn(runEvents([streamOf(shape, cutText(text, cuts))]).output, shape);
      // a piece whose identifier may be that of a message is judged by itself as well
      if (shape.name === 'an identifier for each event') expect(shownMoreThan(redacted(text), left)).toBe(false);
      else expect(left).toBe(redacted(text));
    });
    fc.assert(property, { numRuns: 60 });
  });

  it('a card over lines and other characters that JSON escapes: the same JSON, and the same masks', () => {
    const separators = fc.array(fc.constantFrom('', ' ', '-', '\n', '\r\n', '\t', '\\', '\n\n', '/', '\u00a0'), {
      minLength: 3,
      maxLength: 3,
    });
    const property = fc.property(
      separators,
      fc.array(fc.nat(400), { maxLength: 12 }),
      fc.constantFrom(engine, truncating),
      ([a, b, c], cuts, by) => {
        const text = `it is 4111${a}1111${b}1111${c}1111 "so"\n`;
        const left = textIn(runEvents([streamOf(shape, cutText(text, cuts))], { engine: by }).output, shape);
        const whole = by.redact(text, { direction: 'response' }).output;
        if (shape.name === 'an identifier for each event')
          expect(left.replaceAll(/\D/g, '').length).toBeLessThanOrEqual(whole.replaceAll(/\D/g, '').length);
        else expect(left.replaceAll(/\s/g, '')).toBe(whole.replaceAll(/\s/g, ''));
        if (by === engine && shape.name !== 'an identifier for each event') expect(left).toBe(whole);
      },
    );
    fc.assert(property, { numRuns: 60 });
  });

  it('any cut of the bytes: the same bytes', () => {
    const stream = Buffer.from(streamOf(shape, cutText(`It is ${CARD} 😀 and "4512" é`, [3, 8, 10, 11, 13, 17, 20, 24, 29, 31])));
    const whole = runEvents([stream]);
    expect(runEvents(singleBytes(stream)).output).toBe(whole.output);
    const property = fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
      expect(runEvents(cutAt(stream, cuts)).output).toBe(whole.output);
    });
    fc.assert(property, { numRuns: 30 });
  });

  it('clean text is the very bytes', () => {
    const words = ['Hello', ',', ' how', ' may', ' I', ' help', '?\n'];
    const stream = streamOf(shape, words);
    expect(runEvents([stream]).output).toBe(stream);
    expect(runEvents(stream.split(/(?<=\n\n)/)).output).toBe(stream);
  });
});

describe('what waits, and for how long', () => {
  const [, , , crm] = SHAPES;
  const events = (pieces: readonly string[]): string[] => pieces.map((text, count) => eventOf(crm.piece(text, count)));

  it('prose leaves with its event; a number waits, and all behind it', () => {
    const stream = liveEvents();
    const left = (event: string): string => Buffer.from(stream.write(Buffer.from(event)).bytes).toString();
    const [prose, number, other] = [eventOf(crm.piece('it is late.\n', 0)), eventOf(crm.piece('41', 1)), eventOf({ ping: 1 })];
    expect(left(prose)).toBe(prose);
    expect(left(number)).toBe('');
    expect(stream.isHolding).toBe(true);
    expect(left(other)).toBe('');
    expect(left(eventOf({ messageId: 'm1', done: true }))).toBe(`${number}${other}${eventOf({ messageId: 'm1', done: true })}`);
    expect(stream.isHolding).toBe(false);
    expect(stream.held).toBe(0);
  });

  it.each([
    ['[DONE]', '[DONE]'],
    ['a reason', { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }],
    ['a kind', { type: 'message_stop' }],
    ['the message itself, whole', { messageId: 'm1', text: 'it is 41' }],
  ])('the message ends with %s', (_, end) => {
    const stream = events(['it is ', '41']).join('') + eventOf(end);
    expect(runEvents([stream]).steps[0]).toBe(stream);
  });

  it.each([
    ['of another message', { messageId: 'm2', isFinal: true }],
    ['without end: finish_reason null', { choices: [{ index: 0, delta: {}, finish_reason: null }] }],
    ['of a kind that is no end', { type: 'ping' }],
  ])('and not with one %s', (_, other) => {
    const { steps, output } = runEvents([
      events(['it is ', '41', '11 1111 1111 ']).join('') + eventOf(other),
      eventOf(crm.piece('1111', 3)),
    ]);
    expect(steps[1]).not.toContain('done');
    expect(textIn(output, crm)).toBe('it is **** **** **** 1111');
  });

  it('an event’s name may say so', () => {
    const stream = `${events(['41']).join('')}event: message_stop\ndata: {}\n\n`;
    expect(runEvents([stream]).steps[0]).toBe(stream);
  });

  it('who has waited too long leaves without digits; what comes behind is judged with what left', async () => {
    const rules = await loadRules();
    const reader = new UtteranceReader(rules.rules);
    const stream = liveEvents({ reader });
    const write = (text: string): string => Buffer.from(stream.write(Buffer.from(eventOf(crm.piece(text, 0)))).bytes).toString();
    expect(write('it is late.\n')).not.toBe('');
    expect(write('It is 4111 1111 ')).toBe('');
    const lapsed = Buffer.from(stream.lapse().bytes).toString();
    expect(textIn(lapsed, crm)).toBe('It is **** **** ');
    expect(write('1111 ')).toBe('');
    const rest = write('1111 ok') + Buffer.from(stream.end().bytes).toString();
    expect(textIn(rest, crm)).toBe('**** 1111 ok');
  });

  it('numbers that are said are numbers', async () => {
    const rules = await loadRules();
    const stream = liveEvents({ reader: new UtteranceReader(rules.rules) });
    stream.write(Buffer.from(eventOf(crm.piece('It is four one one one one', 0))));
    expect(textIn(Buffer.from(stream.lapse().bytes).toString(), crm)).toBe('It is **** *** *** *** ***');
  });

  it('few digits are no part of anything, unless they go on, or are all of it', async () => {
    const rules = await loadRules();
    const reader = new UtteranceReader(rules.rules);
    const lapsing = (pieces: readonly string[]): string => {
      const stream = liveEvents({ reader });
      const left = pieces.map((text) =>
        Buffer.concat([stream.write(Buffer.from(eventOf(crm.piece(text, 0)))).bytes, stream.lapse().bytes]),
      );
      return textIn(`${Buffer.concat(left).toString()}${Buffer.from(stream.end().bytes).toString()}`, crm);
    };
    expect(lapsing(['+1.25%'])).toBe('+1.25%');
    expect(lapsing(['at 10:30'])).toBe('at 10:30');
    expect(lapsing(['41', '11', ' 11', '11 1111 1111'])).toBe('4111 **** **** 1111');
    expect(lapsing(['41', '11', ' 11', '11 11', '11 111'])).toBe('4111 **** **** ***');
    expect(lapsing(['my cvv is 123'])).toBe('my cvv is ***');
    expect(lapsing(['mine is jane@example.com'])).toBe(redacted('mine is jane@example.com'));
  });

  it('whatever a card of sixteen digits is cut into, and wherever it stops: no more than four digits at each end', async () => {
    const rules = await loadRules();
    const reader = new UtteranceReader(rules.rules);
    const property = fc.property(fc.array(fc.nat(40), { maxLength: 12 }), fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }), (cuts, stops) => {
      const stream = liveEvents({ reader });
      const left: Uint8Array[] = [];
      cutText(`It is ${CARD}, ok.`, cuts).forEach((text, i) => {
        left.push(stream.write(Buffer.from(eventOf(crm.piece(text, i)))).bytes);
        if (stops[i]) left.push(stream.lapse().bytes);
      });
      const text = textIn(Buffer.concat([...left, stream.end().bytes]).toString(), crm);
      expect(text).toMatch(/^It is [4*][1*][1*][1*] \*{4} \*{4} [1*]{4}, ok\.$/);
    }); // prettier-ignore
    fc.assert(property, { numRuns: 150 });
  });

  it('without a reader of numbers letters are hidden as well', () => {
    const stream = liveEvents();
    stream.write(Buffer.from(eventOf(crm.piece('a 4111 1111', 0))));
    expect(textIn(Buffer.from(stream.lapse().bytes).toString(), crm)).toBe('* **** ****');
  });

  it('no more events wait than there is room for, and then without digits', () => {
    const count = LIMITS.heldEvents + 10;
    const all = Array.from({ length: count }, (_, i) => eventOf(i === 0 ? crm.piece('4111 1111 1111 111', 0) : { ping: i }));
    const { output, steps } = runEvents([all.join('')]);
    expect(dataIn(steps[0]).length).toBeGreaterThan(LIMITS.heldEvents);
    expect(textIn(output, crm)).toBe('**** **** **** ***');
    expect(dataIn(output)).toHaveLength(count);
    expect(runEvents(all).output).toBe(output);
  });

  it('messages that are too many at once lose the digits that wait', () => {
    const all = Array.from({ length: LIMITS.growingMessages + 1 }, (_, i) => eventOf(crm.piece('4111', 0, `message-${'x'.repeat(i)}`)));
    expect(dataIn(runEvents([all.join('')]).output)[0]).not.toContain('4111');
  });
});

describe('attacks', () => {
  it('two messages at the same time, a digit each in turn', () => {
    for (const shape of SHAPES.filter(({ name }) => name !== 'content blocks' && name !== 'an identifier for each event')) {
      const [one, two] = shape.name === 'chat completions' ? ['0', '1'] : ['left', 'right'];
      const other = '5555 5555 5555 4444';
      const all = [...CARD].flatMap((digit, i) => [eventOf(shape.piece(digit, i, one)), eventOf(shape.piece(other[i], i, two))]);
      const { output } = runEvents([all.join('')]);
      const digits = dataIn(output).map((data) => shape.text(JSON.parse(data)) ?? '');
      expect(digits.filter((_, i) => i % 2 === 0).join('')).toBe('**** **** **** 1111');
      expect(digits.filter((_, i) => i % 2 === 1).join('')).toBe('**** **** **** 4444');
    }
  });

  it('what two orders of the pieces find overlaps: digits that one leaves in sight stay hidden where the other hides them', () => {
    const pieces = [['a', 'pay 6205-5000-0000-0000-'], ['b', 'ok? The card on file is '], ['a', '004, ok']] as const; // prettier-ignore
    const { output } = runEvents([pieces.map(([id, content]) => eventOf({ id, choices: [{ index: 0, delta: { content } }] })).join('')]);
    const text = dataIn(output).map((data) => (JSON.parse(data) as { choices: [{ delta: { content: string } }] }).choices[0].delta.content);
    expect(text.join('|')).toBe('pay ****-****-****-***0-|ok? The card on file is |004, ok');
  });

  it('a card over identifiers that are of the events', () => {
    const events = [...CARD].map((delta, count) => eventOf({ id: `e-${count}`, uuid: `u${count}`, index: count, delta }));
    const { output } = runEvents([events.join('')]);
    expect(dataIn(output).map((data) => (JSON.parse(data) as { delta: string }).delta).join('')).toBe('**** **** **** 1111'); // prettier-ignore
  });

  it('a card over two messages whose identifiers nobody knows to be such', () => {
    const { output } = runEvents([eventOf({ id: 'a', delta: '4111 1111 ' }) + eventOf({ id: 'b', delta: '1111 1111 ok' })]);
    expect(output.match(/\d/g)).toHaveLength(4);
  });

  it('a whole card behind a digit that may be of another message, for nothing tells them apart', () => {
    const { output } = runEvents([
      eventOf({ conversationId: 'c', delta: 'room 9' }) + eventOf({ conversationId: 'c', delta: '4111111111111111' }),
    ]);
    expect(output).toContain('************1111');
  });

  it('ends without a word: what is held is judged with the end of the stream', () => {
    const [, , , crm] = SHAPES;
    const { steps, output } = runEvents([['4111 ', '1111 ', '1111 ', '1111'].map((text, i) => eventOf(crm.piece(text, i))).join('')]);
    expect(steps[0]).toBe('');
    expect(textIn(output, crm)).toBe('**** **** **** 1111');
  });

  it('thoughts, words and arguments of calls at the same time, digits written as escapes', () => {
    const delta = (of: object): string => eventOf({ choices: [{ index: 0, delta: of }] });
    const all = [...'4111111111111111'].flatMap((digit) => [
      delta({ content: digit }),
      delta({ reasoning_content: digit }).replace(`"${digit}"`, `"\\u003${digit}"`),
      delta({ tool_calls: [{ index: 0, function: { arguments: digit } }] }),
    ]);
    const { output } = runEvents([all.join('')]);
    expect(output.match(/\*/g)).toHaveLength(36);
    expect(dataIn(output).map((data) => JSON.parse(data) as object)).toHaveLength(48);
  });

  it('arguments in JSON that begins in one event and ends in another stay JSON', () => {
    const text = '{"card":"4111111111111111","n":4111111111111111}';
    const events = cutText(text, [1, 5, 12, 14, 20, 33, 36, 40]).map((partial_json) =>
      eventOf({ type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json } }),
    );
    const { output } = runEvents([events.join('')]);
    const joined = dataIn(output).map((data) => (JSON.parse(data) as { delta: { partial_json: string } }).delta.partial_json).join(''); // prettier-ignore
    expect(joined).toBe(redacted(text));
    expect(() => JSON.parse(joined) as unknown).not.toThrow();
  });

  it('a value under a name that says what it is, in a piece', () => {
    const { output } = runEvents([eventOf({ delta: { cvv: '123', content: 'x' } })]);
    expect(output).not.toContain('123');
  });

  it('a piece that a route names', () => {
    const roles = compileEventRoles({ delta: ['answer'] });
    const events = [...CARD].map((answer) => eventOf({ event: 'message', answer }));
    const { output } = runEvents([events.join('')], { roles });
    expect(dataIn(output).map((data) => (JSON.parse(data) as { answer: string }).answer).join('')).toBe('**** **** **** 1111'); // prettier-ignore
  });

  it('a character cut in two by its writer', () => {
    const [, , , crm] = SHAPES;
    const [high, low] = ['\\ud83d', '\\ude00'];
    const stream = [high, low, '4111 1111', ' 1111 1111 '].map((text) => `data: {"messageId":"m1","delta":"${text}"}\n\n`).join('');
    expect(textIn(runEvents([stream]).output, crm)).toBe('😀**** **** **** 1111 ');
  });

  it('nested too deeply', () => {
    const stream = liveEvents();
    const { effects } = stream.write(Buffer.from(eventOf(`${'{"a":'.repeat(300)}1${'}'.repeat(300)}`)));
    expect(effects).toEqual([{ kind: 'refuse', code: 'SLUICE_NESTING_TOO_DEEP' }]);
    expect(stream.write(Buffer.from('data: x\n\n')).bytes).toHaveLength(0);
  });
});

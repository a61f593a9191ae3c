/**
 * Messages that arrive word by word are told to their conversation like whole ones, whatever they are cut into. Stories: a bot that reads back half of
 * a card in one answer and the rest in the next; an assistant whose last event says its whole answer again; a desktop that lost its stream in the
 * middle of an answer and asked for the rest; an answer that stops while another goes on.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/base/limits.js';
import type { Step } from '../../../src/engine/api.js';
import { randomCard, randomOf } from '../../support/conversations.js';
import { place } from '../../support/event-place.js';
import { dataIn, eventOf, liveEvents, runEvents, type Shape, SHAPES, textIn } from '../../support/events.js';

const [COMPLETIONS, RESPONSES, BLOCKS, CRM] = SHAPES;

/** Identifiers of events as streams have them that can be asked for again. */
const events = (shape: Shape, pieces: readonly string[], message?: string, from?: number): string[] =>
  pieces.map((text, count) => eventOf(shape.piece(text, count, message), from === undefined ? undefined : `${from + count}`));

/** Cut between characters, each cut a number modulo the length. */
function cutText(text: string, cuts: readonly number[]): string[] {
  const characters = [...text];
  const bounds = [...new Set([0, ...cuts.map((cut) => cut % (characters.length + 1)), characters.length])].sort((a, b) => a - b);
  return bounds.slice(1).map((end, i) => characters.slice(bounds[i], end).join(''));
}

const endOf = ({ end }: Shape): string => (end === undefined ? '' : eventOf(end));
const joined = (output: string, shape: Shape, message: string): string =>
  dataIn(output).filter((data) => data.includes(message)).map((data) => shape.text(JSON.parse(data)) ?? '').join(''); // prettier-ignore

describe('a card over messages that arrive word by word', () => {
  it.each([COMPLETIONS, RESPONSES, BLOCKS, CRM].map((shape) => [shape.name, shape] as const))('%s', (_, shape) => {
    const open = place();
    const answers = ['It was 4111 11', 'and then 11 1111', 'and 1111 at the end.'].map((text) => {
      const stream = [...events(shape, [...text]), endOf(shape)].join('');
      return textIn(runEvents([stream], open()).output, shape);
    });
    expect(answers).toEqual(['It was 4111 11', 'and then ** ****', 'and **** at the end.']);
  });

  it('of one stream, at the same time', () => {
    const [one, two] = [events(CRM, [...'it is 4111 11'], 'm1'), events(CRM, [...'it is 11 1111'], 'm2')];
    const { output } = runEvents([one.map((event, i) => event + two[i]).join('')], place()());
    expect([joined(output, CRM, 'm1'), joined(output, CRM, 'm2')]).toEqual(['it is 4111 **', 'it is ** ****']); // by turns: 411 11 …
  });

  it('a whole message behind pieces that go on is judged behind them, and one before them before them', () => {
    const open = place();
    const stream = [eventOf({ text: 'it is 4111' }), ...events(CRM, ['so 13', ' 48 7']), eventOf({ text: '1111 1111' }), endOf(CRM)].join(
      '',
    );
    const seen = dataIn(runEvents([stream], open()).output);
    expect(seen[0]).toContain('4111');
    expect(seen.slice(1, 3).map((data) => CRM.text(JSON.parse(data))).join('')).toBe('so 13 ** *'); // prettier-ignore
    expect(seen[3]).toContain('**** ****');
  });

  it('words of payment in one make the next stricter', () => {
    const open = place();
    runEvents([[...events(CRM, [...'Please tell me your card number.']), endOf(CRM)].join('')], open());
    expect(runEvents([eventOf({ text: '41111111' })], open()).output).toContain('"411111**"');
  });

  it('arguments of calls are nobody’s words', () => {
    const delta = (partial: string): string => eventOf({ type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: partial } }); // prettier-ignore
    const named = (text: string): string => eventOf({ type: 'response.function_call_arguments.delta', item_id: 'c', delta: text });
    const stream = [...['{"order', '":4512', '778899', '12}'].flatMap((text) => [delta(text), named(text)])].join('');
    expect(runEvents([stream], place()()).output).toBe(stream);
  });

  it('prose waits for nothing', () => {
    const stream = liveEvents(place()());
    const words = ['Thank ', 'you ', 'for ', 'calling ', 'us ', 'today. ', 'We ', 'will ', 'write ', 'soon. '];
    const left = words.map(
      (word, i) => dataIn(Buffer.from(stream.write(Buffer.from(eventOf(CRM.piece(word, i)))).bytes).toString()).length,
    );
    expect(left.slice(0, 6).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(4);
  });
});

const BESIDE = [' ', ' ', ' ', ', ', ' ok ', '.\n', ' so '];

/** A card whose pieces come by turns in two messages: what comes of which, in order. */
function byTurns(seed: number): { card: string; said: { message: string; text: string }[] } {
  const random = randomOf(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const word = (): string => BESIDE[below(BESIDE.length)];
  const card = randomCard(random);
  const cuts = [0, ...Array.from({ length: 2 + below(6) }, () => 1 + below(card.length - 1))].sort((a, b) => a - b);
  const said = random() < 0.7 ? [{ message: 'm1', text: word() }] : [];
  let isFirst = said.length === 0;
  cuts.forEach((from, i) => {
    const digits = card.slice(from, cuts.at(i + 1) ?? card.length);
    if (digits !== '') said.push({ message: isFirst ? 'm1' : 'm2', text: digits + word() });
    if (random() < 0.8) isFirst = !isFirst;
  });
  return { card, said: [...said, { message: 'm2', text: '.\n' }, { message: 'm1', text: '.\n' }] };
}

describe('a card by turns in two messages that arrive at the same time', () => {
  const digitsIn = (text: string): number => text.replaceAll(/\D/g, '').length;
  const seenOf = (output: string): string[] => dataIn(output).map((data) => CRM.text(JSON.parse(data)) ?? '');
  const streamOf = (said: readonly { message: string; text: string }[]): string[] =>
    said.map(({ message, text }, i) => eventOf(CRM.piece(text, i, message), String(i)));

  it.each<[string, [message: string, text: string][]]>([
    ['the first digit in the second one', [['m1', ' so '], ['m2', '6 '], ['m1', '01 '], ['m2', '1000990139424 '], ['m2', '.\n'], ['m1', '.\n']]],
    ['by turns', [['m1', ' so '], ['m2', '3 '], ['m1', '7 '], ['m2', '82 '], ['m1', '8224'], ['m2', '63100 '], ['m1', '05.\n'], ['m2', '.\n']]],
    ['in two sentences each', [['m1', '.\n'], ['m2', '22 '], ['m1', '2.\n'], ['m2', '3003122 '], ['m1', '00'], ['m2', '3222.\n'], ['m1', '.\n']]],
  ])('%s', (_, said) => {
    const { output } = runEvents([streamOf(said.map(([message, text]) => ({ message, text }))).join('')], place()());
    expect(digitsIn(seenOf(output).join(''))).toBeLessThanOrEqual(8);
  }); // prettier-ignore

  it('shows no more of it than its issuer', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const { card, said } = byTurns(seed);
      const { output } = runEvents([streamOf(said).join('')], place()());
      expect(digitsIn(seenOf(output).join('')), JSON.stringify({ seed, card, said })).toBeLessThanOrEqual(card.length < 16 ? 6 : 8);
    }
  });

  it('is the same when the stream is asked for again, from any event on, and when the messages come whole', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { said } = byTurns(seed);
      const open = place();
      const all = streamOf(said);
      const live = runEvents([all.join('')], open()).output;
      expect(runEvents([all.join('')], open()).output, `seed ${seed}`).toBe(live);
      const from = seed % all.length;
      const again = seenOf(runEvents([all.slice(from).join('')], open()).output);
      seenOf(live).slice(from).forEach((text, i) => expect(digitsIn(again[i])).toBeLessThanOrEqual(digitsIn(text))); // prettier-ignore
      for (const message of ['m1', 'm2']) {
        const text = said.map((one) => (one.message === message ? one.text : '')).join('');
        const whole = dataIn(runEvents([eventOf({ messageId: message, text })], open()).output)[0];
        const seen = seenOf(live).filter((_, i) => said[i].message === message).join(''); // prettier-ignore
        expect(digitsIn((JSON.parse(whole) as { text: string }).text), `seed ${seed}`).toBeLessThanOrEqual(digitsIn(seen));
      }
    }
  });

  it('waits for no more than its sentences, whoever answers and however late', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { card, said } = byTurns(seed);
      const answers: (() => void)[] = [];
      const open = place((verdicts) => new Promise((resolve) => answers.push(() => resolve(verdicts))));
      const left: string[] = [];
      const later = ({ bytes, effects }: Step): void => {
        expect(effects.some(({ kind }) => kind === 'refuse')).toBe(false);
        left.push(Buffer.from(bytes).toString());
      };
      const stream = liveEvents({ ...open(), later });
      for (const [i, event] of streamOf(said).entries()) {
        later(stream.write(Buffer.from(event)));
        if (i % 3 === seed % 3) answers.shift()?.();
        if (i % 5 === seed % 5 && stream.isHolding) later(stream.lapse());
        await new Promise(setImmediate);
      }
      while (answers.length > 0 || stream.isHolding) {
        if (answers.length === 0) later(stream.lapse());
        answers.shift()?.();
        await new Promise(setImmediate);
      }
      expect([stream.isAsking, stream.held], `seed ${seed}`).toEqual([false, 0]);
      expect(dataIn(left.join(''))).toHaveLength(said.length);
      expect(digitsIn(seenOf(left.join('')).join(''))).toBeLessThanOrEqual(card.length < 16 ? 6 : 8);
    }
  });

  it('two pieces in each event wait for both, and leave when nobody goes on', () => {
    const pieces = (one: string, two: string): string =>
      eventOf({
        choices: [
          { index: 0, delta: { content: one } },
          { index: 1, delta: { content: two } },
        ],
      });
    const stream = liveEvents(place()());
    for (const event of [pieces('45 ', '39'), pieces('14', ' 88 '), pieces(' 03.\n', '43 ')]) stream.write(Buffer.from(event));
    expect(stream.isHolding).toBe(true);
    stream.lapse();
    expect(stream.held).toBe(0);
  });

  it('numbers in one of them and words in the other stay as they are alone', () => {
    const words = ['so ', 'we ', 'will ', 'send ', 'it ', 'today.\n'];
    const pieces = ['Your ', 'code ', 'is ', '48', '29', '13.\n'];
    const stream = pieces.map((text, i) => eventOf(CRM.piece(text, 0, 'm1')) + eventOf(CRM.piece(words[i], 0, 'm2'))).join('');
    expect(runEvents([stream], place()()).output).toBe(stream);
  });
});

const FRAGMENTS = [
  'The card is ', '4111 ', '11', '1111', ' 5555-5555', ' four one one', ' oh five', ' and ', '. ', '.\n', ', ', 'order 4512778899 ', ' in 5 minutes', ' at 9:30',
  ' call +46 70 123 45 67', ' one of them', ' € 49.90', '４１１１', 'é', '😀', ' double ', 'seven', ' "x" ', ' cvv 123', ' on 4 May', ' well ', '&#52;1', '! ', 'Anna: ', 'vierhundertelf ',
]; // prettier-ignore
const texts = fc.array(fc.constantFrom(...FRAGMENTS), { minLength: 1, maxLength: 24 }).map((parts) => parts.join(''));
const cuts = fc.array(fc.nat(400), { maxLength: 60 });

describe('however it is cut', () => {
  it('the same masks, before it and behind it', () => {
    const property = fc.property(texts, texts, cuts, (first, second, at) => {
      const [whole, pieces] = [place(), place()];
      const seen = (open: ReturnType<typeof place>, parts: readonly string[], message: string): string =>
        textIn(runEvents([[...events(CRM, parts, message), eventOf({ messageId: message, done: true })].join('')], open()).output, CRM);
      expect(seen(pieces, cutText(first, at), 'm1')).toBe(seen(whole, [first], 'm1'));
      expect(seen(pieces, cutText(second, at), 'm2')).toBe(seen(whole, [second], 'm2'));
      const third = eventOf({ text: '1111 22 345' });
      expect(runEvents([third], pieces()).output).toBe(runEvents([third], whole()).output);
    });
    fc.assert(property, { numRuns: 60 });
  });

  it('of a card over messages in pieces no more than eight digits are seen', () => {
    const property = fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 15 }), { maxLength: 6 }), cuts, (at, pieces) => {
      const open = place();
      const bounds = [0, ...at.sort((a, b) => a - b), 16];
      const seen = bounds.slice(1).map((end, i) => {
        const text = `it is ${'4539148803436467'.slice(bounds[i], end)} ok`;
        return textIn(runEvents([[...events(CRM, cutText(text, pieces), `m${i}`), eventOf({ done: true })].join('')], open()).output, CRM);
      });
      expect(seen.join('').replaceAll(/\D/g, '').length).toBeLessThanOrEqual(8);
    });
    fc.assert(property, { numRuns: 60 });
  });
});

describe('what comes again', () => {
  const TEXT = 'It was 45391 48880 2, so.';

  it.each<[string, Shape, object[]]>([
    ['of a CRM', CRM, [{ messageId: 'm1', text: TEXT }]],
    ['trimmed', CRM, [{ messageId: 'm1', text: `\n${TEXT} ` }]],
    ['of completions that name nothing', BLOCKS, [{ type: 'message_stop', text: TEXT }]],
    ['of responses, four times', RESPONSES, [
      { type: 'response.output_text.done', item_id: 'msg_a', content_index: 0, text: TEXT },
      { type: 'response.content_part.done', item_id: 'msg_a', part: { type: 'output_text', text: TEXT } },
      { type: 'response.output_item.done', item: { id: 'msg_a', content: [{ type: 'output_text', text: TEXT }] } },
      { type: 'response.completed', response: { id: 'resp_1', output: [{ id: 'msg_a', content: [{ type: 'output_text', text: TEXT }] }] } },
    ]],
  ])('whole, %s: the same masks, and it counts once', (_, shape, finals) => {
    const open = place();
    const { output } = runEvents([[...events(shape, [...TEXT], 'a'.repeat(Number(shape === RESPONSES)) || 'm1'), ...finals.map((final) => eventOf(final))].join('')], open());
    const masked = textIn(output.split('\n\n').slice(0, TEXT.length).join('\n\n'), shape);
    expect(masked).toBe('It was 45391 4**** *, so.');
    for (const data of dataIn(output).slice(TEXT.length)) expect(data).toContain('45391 4**** *, so.');
    const { output: once } = runEvents([events(shape, [...TEXT]).join('')], place()());
    expect(textIn(once, shape)).toBe(masked);
  }); // prettier-ignore

  it('another text under the same name is another', () => {
    const { output } = runEvents([[...events(CRM, ['it is 4111 11'], 'm1'), eventOf({ messageId: 'm1', done: true }), eventOf({ messageId: 'm2', text: 'it is 11 1111' })].join('')], place()()); // prettier-ignore
    expect(output).toContain('it is ** ****');
  });

  it('a stream that is asked for again, from any event on: the same bytes', () => {
    const pieces = ['It is', ' 41', '11', ' 1', '1', ' 1', '1', '. And ', '4', ' 5', '9', ' then. ', 'Bye 12', '34'];
    const property = fc.property(fc.nat(pieces.length), fc.boolean(), (from, isNamed) => {
      const open = place();
      const all = [...events(CRM, pieces, isNamed ? 'm1' : '', 1)];
      const first = runEvents([all.join('')], open()).output;
      const again = runEvents([all.slice(from).join('')], open()).output;
      expect(first.endsWith(again)).toBe(true);
      expect(runEvents([eventOf({ text: '77' })], open()).output).toBe(runEvents([eventOf({ text: '77' })], afterOne(all)).output);
    });
    const afterOne = (all: readonly string[]) => {
      const open = place();
      runEvents([all.join('')], open());
      return open();
    };
    fc.assert(property, { numRuns: 40 });
  });

  it('a message that is named, from its beginning, by other events: the same masks', () => {
    const open = place();
    const live = runEvents([events(CRM, [...TEXT]).join('')], open()).output;
    expect(runEvents([events(CRM, [...TEXT]).join('')], open()).output).toBe(live);
    expect(runEvents([eventOf({ messageId: 'm1', text: TEXT })], open()).output).toContain('45391 4**** *, so.');
  });

  it('an identifier that all events have is none of an event: a digit that is the same is another', () => {
    const stream = [...'4539148803436467'].map((digit) => `id: same\n${eventOf(CRM.piece(`${digit} x `, 0))}`).join('');
    expect(textIn(runEvents([stream], place()()).output, CRM).replaceAll(/\D/g, '').length).toBeLessThanOrEqual(8);
  });

  it('a card that begins before the break and goes on behind it', () => {
    const open = place();
    const first = runEvents([events(CRM, ['it is 55', '55', ' '], 'm1', 1).join('')], open()).output;
    const rest = runEvents([events(CRM, ['5555 5555', ' 4444 '], 'm1', 4).join('')], open()).output;
    expect(`${textIn(first, CRM)}${textIn(rest, CRM)}`.replaceAll(/\D/g, '').length).toBeLessThanOrEqual(8);
  });
});

describe('attacks', () => {
  it('each event says what is new and all that was said so far', () => {
    const card = '4539 1488 0343 6467';
    const stream = [...card].map((delta, i) => eventOf({ delta, text: `It is ${card.slice(0, i + 1)}` })).join('');
    const seen = dataIn(runEvents([stream], place()()).output).map((data) => JSON.parse(data) as { delta: string; text: string });
    expect(seen.map(({ delta }) => delta).join('').replaceAll(/\D/g, '').length).toBeLessThanOrEqual(8); // prettier-ignore
    for (const { text } of seen) expect(text.replaceAll(/\D/g, '').length).toBeLessThanOrEqual(8);
  });

  it('parts of a card in more text than is kept: the same masks, and memory has an end', () => {
    const open = place();
    const line = 'We have looked at all of it once more, and it is as we said.\n';
    const filler = line.repeat(Math.ceil(LIMITS.grownTextBytes / line.length));
    const { output } = runEvents([[eventOf(CRM.piece('It is 4539 14\n', 0)), eventOf(CRM.piece(filler, 1)), eventOf(CRM.piece('and 88 0343 6467', 2))].join('')], open());
    expect(textIn(output, CRM)).toBe(`It is 4539 14\n${filler}and ** **** ****`);
  }); // prettier-ignore

  it('an object in braces that is none is words', () => {
    const open = place();
    const texts = ['{it is 4539 14', '{ and 88 0343', '[6467]'];
    const seen = texts.map((text, i) => textIn(runEvents([events(CRM, [...text], `m${i}`).join('')], open()).output, CRM));
    expect(seen).toEqual(['{it is 4539 14', '{ and ** ****', '[****]']);
  }); // prettier-ignore
});

describe('what waits', () => {
  it('a number waits for its sentence, and leaves with asterisks when nobody tells the end', () => {
    const stream = liveEvents(place()());
    const write = (text: string): string => Buffer.from(stream.write(Buffer.from(eventOf(CRM.piece(text, 0)))).bytes).toString();
    expect(write('It is 4111 1111 22 and so')).toBe('');
    expect(textIn(Buffer.from(stream.lapse().bytes).toString(), CRM)).toBe('It is **** **** ** and so');
    expect(stream.held).toBe(0);
    expect(textIn(`${write(' on 33.\n')}${Buffer.from(stream.end().bytes).toString()}`, CRM)).toBe(' on **.\n');
  });

  it('answers of a ledger elsewhere come in their order', async () => {
    const answers: (() => void)[] = [];
    const open = place((verdicts) => new Promise((resolve) => answers.push(() => resolve(verdicts))));
    const left: string[] = [];
    const later = ({ bytes }: Step): number => left.push(Buffer.from(bytes).toString());
    const stream = liveEvents({ ...open(), later });
    stream.write(Buffer.from([...events(CRM, ['it is 41', '11 11.\n', 'ok 11']), eventOf({ text: '1111' })].join('')));
    expect(stream.isAsking).toBe(true);
    stream.end();
    for (let i = 0; i < answers.length; i++) {
      answers[i]();
      await new Promise(setImmediate);
    }
    expect(textIn(left.join(''), CRM)).toBe('it is 4111 11.\nok **');
    expect(left.join('')).toContain('"****"');
    expect([stream.isAsking, stream.held]).toEqual([false, 0]);
  });

  it('no answer refuses the stream', async () => {
    const steps: Step[] = [];
    const open = place(() => Promise.reject(new Error('gone')));
    const stream = liveEvents({ ...open(), later: (step) => steps.push(step) });
    stream.write(Buffer.from(events(CRM, ['it is 4111.\nand so on, as I said']).join('')));
    await new Promise(setImmediate);
    expect(steps.at(-1)?.effects).toEqual([{ kind: 'refuse', code: 'SLUICE_CONVERSATION_UNAVAILABLE' }]);
    expect(Buffer.concat(steps.map(({ bytes }) => bytes)).toString()).toBe('');
  });
});

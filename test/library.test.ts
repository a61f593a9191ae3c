/** The library as its users see it: conversations, whose messages are told one by one. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Action,
  type ConversationMessage,
  type ConversationOptions,
  createEngine,
  loadRules,
  resolvePolicies,
  SluiceError,
  underPolicy,
} from '../src/index.js';
import { rules } from './support/rules.js';

const engine = createEngine({ rules });
const CARD = '4111111111111111';
const AMEX = '378282246310005';

type Line = string | ConversationMessage;

/** What is shown of messages that are said a second apart. */
function shown(lines: readonly Line[], options?: ConversationOptions, from = engine): string[] {
  const conversation = from.conversation(options);
  return lines.map((line, i) => conversation.message({ at: i * 1_000, ...(typeof line === 'string' ? { text: line } : line) }).text);
}

const digitsOf = (texts: readonly string[]): string => texts.join('').replaceAll(/\D/g, '');

/** Two people, in turns. */
const byTwo = (texts: readonly string[]): Line[] => texts.map((text, i) => ({ text, author: i % 2 === 0 ? 'customer' : 'agent' }));

const pieces = (number: string, size: number): string[] => number.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];

describe('a card in pieces leaves its first digits alone', () => {
  // Four digits behind the beginning of a card may be its code as well, so they go as a whole.
  test.each<[string, readonly Line[], string[]]>([
    ['4x4', pieces(CARD, 4), ['4111', '****', '****', '****']],
    ['4x4 by two people', byTwo(pieces(CARD, 4)), ['4111', '****', '****', '****']],
    ['8+8', pieces(CARD, 8), ['41111111', '********']],
    ['digit by digit', pieces(CARD, 1), [...pieces(CARD.slice(0, 6), 1), ...Array<string>(10).fill('*')]],
    ['all at once', [CARD], ['************1111']],
    ['American Express: six, also in the first message', pieces(AMEX, 9), ['378282***', '******']],
    ['behind its word', ['my amex card is', '378282', '246310', '005'], ['my amex card is', '378282', '******', '***']],
    ['words', ['four one one one', 'one one one one one'], ['four one one one', 'one one *** *** ***']],
    ['of two languages', ['four one one one', 'ett ett ett ett ett', '1111111'], ['four one one one', 'ett ett *** *** ***', '*******']],
    ['with fillers', ['4111 um', 'er, 1111', 'and then 1111', '1111 ok?'], ['4111 um', 'er, ****', 'and then ****', '**** ok?']],
    ['with talk between', ['4111', 'hold on', '1111', 'yes', '11111111'], ['4111', 'hold on', '****', 'yes', '********']],
    ['a code that is asked for', [CARD, 'and the cvv?', '123'], ['************1111', 'and the cvv?', '***']],
  ])('%s', (_name, lines, expected) => {
    expect(shown(lines)).toEqual(expected);
  });

  test('strict: six from the first message on', () => {
    expect(shown(pieces(CARD, 8), { strict: true })).toEqual(['411111**', '********']);
    expect(shown(pieces(CARD, 8), { strict: false })).toEqual(['41111111', '********']);
  });

  test('no more than eight, however it is cut, whoever says it, and whatever is said between', () => {
    const cut = fc.tuple(
      fc.constantFrom(CARD, AMEX, '5555555555554444', '6205500000000000004'),
      fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 19, maxLength: 19 }),
    );
    const talk = fc.array(fc.constantFrom('ok', 'hold on please', '👍', 'café — ja'), { maxLength: 19 });
    fc.assert(
      fc.property(cut, talk, fc.boolean(), fc.boolean(), ([number, sizes], between, isByTwo, strict) => {
        const texts: string[] = [];
        for (let at = 0, i = 0; at < number.length; at += sizes[i++]) texts.push(number.slice(at, at + sizes[i]));
        const spoken = texts.flatMap((text, i) => (between[i] === undefined ? [text] : [text, between[i]]));
        const seen = digitsOf(shown(isByTwo ? byTwo(spoken) : spoken, { strict }));
        expect(seen.length).toBeLessThanOrEqual(strict ? 6 : 8);
        expect(number.startsWith(seen)).toBe(true);
      }),
    );
  });

  test('what is shown is shown when it is told anew', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 16, maxLength: 16 }), (sizes) => {
        const texts: string[] = [];
        for (let at = 0, i = 0; at < CARD.length; at += sizes[i++]) texts.push(CARD.slice(at, at + sizes[i]));
        const once = shown(texts);
        expect(shown(once)).toEqual(once);
      }),
    );
  });
});

describe('what is no card stays', () => {
  test.each<[string, readonly string[]]>([
    ['a telephone number in the first message', ['you can call me at +46 70 123 45 67', 'thanks']],
    [
      'an order number that a sentence names',
      ['Hello, I would like to ask about my order number 4539148800 please', 'Your order 4539148800 is on its way to you'],
    ],
    ['dates, times and sums', ['we met on 12 May at 9:30', 'it was € 49 for 3 items']],
  ])('%s', (_name, lines) => {
    expect(shown(lines)).toEqual(lines);
  });
});

describe('a conversation', () => {
  test('is one of its own', () => {
    const [one, other] = [engine.conversation(), engine.conversation()];
    for (const text of ['4111', '1111']) one.message({ text, at: 0 });
    expect(other.message({ text: '1111', at: 0 }).text).toBe('1111');
    expect(one.message({ text: '1111', at: 0 }).text).toBe('****');
  });

  test('shows of a message that comes again what it showed', () => {
    const conversation = engine.conversation();
    const texts = pieces(CARD, 4);
    const tell = (): string[] => texts.map((text, i) => conversation.message({ id: `m${i}`, text, at: 0 }).text);
    expect(tell()).toEqual(['4111', '****', '****', '****']);
    expect(tell()).toEqual(['4111', '****', '****', '****']);
    expect(conversation.message({ id: 'm9', text: '1111', at: 0 }).text).toBe('****');
  });

  test('forgets digits behind half an hour, by the time that it is told, which never goes back', () => {
    const day = '2026-05-01T10:';
    const said = (...at: ConversationMessage['at'][]): string[] => shown(pieces(CARD, 4).map((text, i) => ({ text, at: at[i] })));
    const hidden = ['4111', '****', '****', '****'];
    expect(said(`${day}00:00Z`, `${day}10:00Z`, `${day}20:00+00:00`, `${day}49:00Z`)).toEqual(hidden);
    expect(said(new Date(0), 1_000, new Date(2_000), 3_000)).toEqual(hidden);
    expect(said(9e6, 0, 1, 2)).toEqual(hidden);
    expect(said(undefined, undefined, undefined, undefined)).toEqual(hidden);
    expect(said(0, 1_000, 4e6, 4e6)).toEqual(['4111', '****', '1111', '1111']);
  });

  test('tells of an engine that observes, and changes nothing', () => {
    const observing = createEngine({ rules, mode: 'observe' }).conversation();
    const answers = pieces(CARD, 4).map((text) => observing.message({ text, at: 0 }));
    expect(answers.map(({ text }) => text)).toEqual(pieces(CARD, 4));
    expect(answers.map(({ findings }) => findings.map(({ entity }) => entity))).toEqual([[], ['card.part'], ['card.part'], ['card.pan']]);
  });

  test('goes by the policy of its engine', () => {
    const policy = (action: Action) =>
      underPolicy(engine, resolvePolicies([{ entities: ['card.pan'], action }], rules.actions, 'enforce').policyFor(undefined, 'auditor'));
    expect(shown(pieces(CARD, 4), {}, policy('allow'))).toEqual(pieces(CARD, 4));
    expect(shown(pieces(CARD, 4), {}, policy('mask'))).toEqual(['4111', '****', '****', '****']);
    expect(() => shown([CARD], {}, policy('block'))).toThrow('blocks');
  });
});

describe('findings', () => {
  const of = (text: string, before: readonly string[] = []) => {
    const conversation = engine.conversation();
    for (const line of before) conversation.message({ text: line, at: 0 });
    const answer = conversation.message({ text, at: 0 });
    return { text: answer.text, findings: answer.findings.map(({ entity, rule, start, end }) => [entity, rule, text.slice(start, end)]) };
  };

  test.each<[string, string, string, unknown[]]>([
    ['a part', '1111', '****', [['card.part', 'conversation', '1111']]],
    ['behind surrogate pairs', '👩‍👩‍👧 1111 👍', '👩‍👩‍👧 **** 👍', [['card.part', 'conversation', '1111']]],
    ['behind a lone surrogate', '\ud83d 1111 \udc4d', '\ud83d **** \udc4d', [['card.part', 'conversation', '1111']]],
    ['among combining characters', 'cafe\u0301 1111 n\u0303', 'cafe\u0301 **** n\u0303', [['card.part', 'conversation', '1111']]],
    ['digits of another script', 'é ١١١١ é', 'é **** é', [['card.part', 'conversation', '١١١١']]],
    ['digits beyond the first plane', '𝟏𝟏𝟏𝟏!', '****!', [['card.part', 'conversation', '𝟏𝟏𝟏𝟏']]],
    ['words', 'ok: one one, um, one one', 'ok: *** ***, um, *** ***', [['card.part', 'conversation', 'one one, um, one one']]],
    ['the end', '11111111', '********', [['card.pan', 'conversation', '11111111']]],
  ])('%s', (_name, text, left, findings) => {
    expect(of(text, ['4111', '1111'])).toEqual({ text: left, findings });
  });

  test('of rules are there as well', () => {
    expect(of('😀 4111 1111 1111 1111')).toEqual({
      text: '😀 **** **** **** 1111',
      findings: [['card.pan', 'card.pan', '4111 1111 1111 1111']],
    });
  });
});

describe('what is wrong with a call', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['no object', 'text'],
    ['no text', {}],
    ['a text that is none', { text: 5 }],
    ['an author that is none', { text: '', author: null }],
    ['an identifier that is none', { text: '', id: 5 }],
    ['too long an identifier', { text: '', id: 'x'.repeat(257) }],
    ['an unknown direction', { text: '', direction: 'inbound' }],
    ['no time', { text: '', at: 'yesterday' }],
    ['a time that is none', { text: '', at: Number.NaN }],
    ['a date that is none', { text: '', at: new Date('no') }],
  ])('%s', (_name, message) => {
    expect(codeOf(() => engine.conversation().message(message as ConversationMessage))).toBe('SLUICE_USAGE');
  });

  test('an option that is none', () => {
    expect(codeOf(() => engine.conversation({ strict: 'yes' } as unknown as ConversationOptions))).toBe('SLUICE_USAGE');
  });

  test('too long a text', () => {
    expect(codeOf(() => engine.conversation().message({ text: 'a'.repeat(2_097_153) }))).toBe('SLUICE_MESSAGE_TOO_LARGE');
  });
});

function codeOf(call: () => unknown): string | undefined {
  try {
    call();
  } catch (error) {
    return error instanceof SluiceError ? error.code : String(error);
  }
  return undefined;
}

test.each(['README.md', 'docs/library.md'])('the examples of %s do what they say', async (page) => {
  const examples = [...readFileSync(page, 'utf8').matchAll(/```ts\n(.*?)```/gs)]
    .map(([, code = '']) => code)
    .filter((code) => code.includes("from 'sluice'"));
  expect(examples).not.toEqual([]);
  for (const example of examples) {
    const told: string[] = [];
    const body = example
      .replace(/^import .*$/m, '')
      .replaceAll(/^(?:const (\w+) = )?(.+); \/\/ → (.+)$/gm, (_line, name: string | undefined, call: string, answer: string) => {
        told.push(answer);
        return `${name === undefined ? '' : `const ${name} = `}same(${call}, ${answer});`;
      });
    const run = (async () => undefined).constructor as new (...names: string[]) => (...values: unknown[]) => Promise<void>;
    const same = <T>(value: T, expected: unknown): T => (expect(value).toEqual(expected), value);
    await new run('createEngine', 'loadRules', 'chunks', 'same', body)(createEngine, loadRules, [Buffer.from('{}')], same);
    expect(told).not.toEqual([]);
  }
});

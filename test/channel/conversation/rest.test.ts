/**
 * The story: somebody pastes a megabyte of nothing but numbers, or of number words, into a chat, or sends a page of them. Read with care it took seconds in
 * which nobody else was served. So only the first digits of a text, and of a message, are read like that; what stands behind is masked, whatever it is, and is
 * not told to the conversation: what is said next may be the rest of a card that began there.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/base/limits.js';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { maskedRest } from '../../../src/channel/digits.js';
import { numberWords } from '../../../src/spoken/lexicon.js';
import { Chat, type Line } from '../../support/conversations.js';
import { rules } from '../../support/rules.js';

const reader = new UtteranceReader(rules.rules);
const chat = (): Chat => new Chat(rules, reader);
const digitsIn = (text: string): number => text.replace(/\D/g, '').length;
/** More digits than are read with care, masked to the last. */
const MANY = '7 '.repeat(LIMITS.conversationTextDigits);
const minutes = (count: number): number => count * 60_000;

const WORDS = 'hello card number order is and the please Anna: für minutes € €5 UUID tax tree'.split(' ');
const NUMBERS = '4 12 411 4111 +46 9:30 12/05/2026 ٣ ٤٥ ① ② x² \\u0034 \\u006fne &#52; %34 4\u200b1 one two TWO four to for en to double zwei vierhundertelf twenty-five hundred'.split(' '); // prettier-ignore
const token = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 2, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 2, arbitrary: fc.constantFrom(...numberWords()) },
);
const text = fc
  .array(fc.tuple(token, fc.constantFrom(' ', ' ', ' ', ', ', '. ', '\n', '-', '', ' \u00e4 ', '"')), { minLength: 1, maxLength: 160 })
  .map((parts) => parts.flat().join(''));

const read = (said: string, most?: number) => reader.readUtterance(Buffer.from(said), 0, Buffer.byteLength(said), most);
const readInFull = (said: string) => reader.readUtterance(Buffer.from(said), 0, Buffer.byteLength(said), Infinity);

it('is nothing that a message which arrives in pieces has to hear of', () => {
  expect(LIMITS.growingPartBytes + LIMITS.growingContextBytes).toBeLessThan(LIMITS.conversationTextDigits);
});

describe('what is read of a text', () => {
  it('is all of it where that has no more digits than are read with care, however long it is', () => {
    fc.assert(
      fc.property(text, (said) => {
        expect(read(said)).toEqual(readInFull(said));
        expect(read(said, said.length * 4)).toEqual(readInFull(said));
      }),
    );
    const long = `${'nobody said a number in this chat of ours '.repeat(2_000)} 4111 1111`;
    expect(read(long)).toEqual(readInFull(long));
  });

  it('is each digit, or it is masked', () => {
    fc.assert(
      fc.property(text, fc.nat(80), (said, most) => {
        const { from, rest } = read(said, most);
        if (rest === undefined) return;
        const told = new Set(from);
        const isMasked = (at: number): boolean => rest.places.some((start, i) => i % 2 === 0 && start <= at && at < rest.places[i + 1]);
        const full = readInFull(said);
        const seen = [...full.from].filter((at) => !told.has(at) && !isMasked(at));
        expect(
          seen.map((at) =>
            Buffer.from(said)
              .subarray(at, at + 12)
              .toString(),
          ),
        ).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('has no digit and no number behind its first digits once those are masked, and is as long as before', () => {
    fc.assert(
      fc.property(text, fc.nat(80), (said, most) => {
        const bytes = Buffer.from(said);
        const { rest } = read(said, most);
        const splice = rest && maskedRest(bytes, { start: 0, read: bytes, offsets: undefined }, rest, false);
        if (splice === undefined) return;
        expect(splice.bytes).toHaveLength(splice.end - splice.start);
        const behind = Buffer.from(splice.bytes);
        expect([...reader.readUtterance(behind, 0, behind.length, Infinity).digits]).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is of its first digits what a text has that ends there', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('4', '12', '4111', '٤', 'x 5'), { minLength: 120, maxLength: 200 }), (parts) => {
        const said = parts.join(' ');
        const { digits, starts, from, rest } = read(said, 60);
        const alone = readInFull(parts.slice(0, 110).join(' '));
        const count = digits.length;
        expect(rest).toBeDefined();
        expect(count).toBe(60);
        expect([digits, starts, from]).toEqual([alone.digits, alone.starts, alone.from].map((column) => column.subarray(0, count)));
      }),
    );
  });

  it.each([
    ['12 7 45 ', 1],
    ['one two ', 2],
    ['(0)', 1],
    ['to ', 1],
    ['4111 1111 1111 1111 ', 1],
    ['vierhundertelf ', 1],
    ['7', 1],
    ['①② ', 1],
    ['\\u0034 ', 1],
  ])('is no more than is read with care of a megabyte of "%s"', (part) => {
    const said = part.repeat(Math.floor(1_048_576 / part.length));
    const { digits, rest } = read(said);
    expect(digits.length).toBeLessThanOrEqual(LIMITS.conversationTextDigits);
    expect(rest?.places.at(-1)).toBeGreaterThan(Buffer.byteLength(said) - 4);
  });

  it('has no digits of packed data and of what is not shown: pictures and links stay whole, and are none that count', () => {
    const picture = 'iVBORw0KGgo7AAAANSUhEUg3'.repeat(6_000);
    const link = '<a style="width:600px" href="https://shop.example/?a=1&amp;b=20260504">order</a> ';
    const mail = `${link.repeat(2_000)}<img src='data:image/png;base64,${picture}=='> ${picture}== `;
    expect(read(mail).rest).toBeUndefined();
    const bytes = Buffer.from(`${MANY}8 9 ${mail} 77`);
    const { rest } = reader.readUtterance(bytes, 0, bytes.length);
    const splice = rest && maskedRest(bytes, { start: 0, read: bytes, offsets: undefined }, rest, false);
    expect(Buffer.from(splice?.bytes ?? []).toString()).toBe(`* * ${mail} **`);
  });

  it('keeps the topics of all of it', () => {
    expect(read(`${MANY} and now my card number`).hasPaymentWords).toBe(true);
    expect(read(`${MANY} \\u0061nd now my card number`).hasPaymentWords).toBe(true);
  });
});

describe('what goes on behind a text with too many digits', () => {
  const begun = `${MANY}4111 11`;

  it('is masked: nobody knows what began in it', () => {
    const on = chat();
    expect(on.say(begun).slice(-7)).toBe('**** **');
    expect(on.say('11 1111 1111')).toBe('** **** ****');
  });

  it('is masked of its author, whoever speaks in between, and of anybody', () => {
    const on = chat();
    on.say('hello 12');
    on.say({ text: 'and 55', author: 'agent' });
    on.say(begun);
    on.say({ text: '99 88 77 66 55 44 33 22 '.repeat(4), author: 'agent' });
    expect(on.say('11 1111 1111')).toBe('** **** ****');
    const other = chat();
    other.say(begun);
    expect(other.say({ text: '11 1111 1111', author: 'agent' })).toBe('** **** ****');
  });

  it('is masked behind numbers that are hidden, and may be no part of it', () => {
    const on = chat();
    on.say(begun);
    const text = '5555555555554444 and 5555555555554444';
    on.say({ text, hidden: [{ start: 0, end: 16 }, { start: 21, end: 37 }] }); // prettier-ignore
    expect(on.say('11 1111 1111')).toBe('** **** ****');
  });

  it('is seen again once more was said than belongs to one number', () => {
    const on = chat();
    on.say(begun);
    on.say('70 71 72 73 74 75 76 77 78');
    expect(on.say('90 91 9')).toBe('90 91 9');
    const later = chat();
    later.say(begun);
    expect(later.say({ text: '90 91 9', afterMs: minutes(31) })).toBe('90 91 9');
  });

  it('is masked for longer where there was talk of a card', () => {
    const on = chat();
    on.say(`my card ${begun}`);
    on.say('70 71 72 73 74 75 76 77 78 70 71 72 73 74 75 76 77 78');
    expect(on.say('12')).toBe('**');
  });

  it('is masked in a page, whichever of its messages comes first', () => {
    const page = [{ text: begun, id: 'a' }, { text: '11 1111 1111', id: 'b' }]; // prettier-ignore
    const seen = chat().page(page).map(({ text }) => text); // prettier-ignore
    expect(seen[1]).toBe('** **** ****');
    const turned = chat().page([...page].reverse()).map(({ text }) => text); // prettier-ignore
    expect(turned[0]).toBe('** **** ****');
  });
});

describe('a text with too many digits that comes again', () => {
  const many: Line = { text: `${'12 '.repeat(20)}${MANY}`, id: 'many' };

  it('is the same, also as one of a page, and hides nothing new', () => {
    const on = chat();
    const first = on.say(many);
    expect(digitsIn(first)).toBeGreaterThan(0);
    on.say('70 71 72 73 74 75 76 77 78');
    expect(on.say(many)).toBe(first);
    expect(on.page([many, { text: 'hello', id: 'other' }])[0].text).toBe(first);
    expect(on.say('90 91 9')).toBe('90 91 9');
  });

  it('is remembered as it was read with more care: what was masked then is masked when it comes by itself', () => {
    const on = chat();
    on.say('4111 11');
    const part: Line = { text: '11 1111', id: 'part' };
    expect(on.say(part)).toBe('** ****');
    for (const most of [0, 3])
      on.page([
        { ...part, most },
        { text: 'hello 1', id: `${most}`, most },
      ]); // the end of a long list
    expect(on.say({ ...part, afterMs: minutes(31) })).toBe('** ****');
  });

  it('is told anew where its rest has changed', () => {
    const on = chat();
    on.say(many);
    on.say('70 71 72 73 74 75 76 77 78');
    on.say({ ...many, text: `${many.text}4111 11` });
    expect(on.say('11 1111 1111')).toBe('** **** ****');
  });

  it('is told anew where it had no rest before', () => {
    const on = chat();
    const text = '7 '.repeat(LIMITS.conversationTextDigits);
    on.say({ text, id: 'many' });
    on.say('70 71 72 73 74 75 76 77 78');
    on.say({ text: `${text}4111 11`, id: 'many' });
    expect(on.say('11 1111 1111')).toBe('** **** ****');
  });
});

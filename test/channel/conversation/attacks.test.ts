/**
 * What people do to get a card number past a filter that looks at one message at a time, or by accident: each with its story. Every digit of
 * the number in these is a one or the four before them, so what is left of it can be counted.
 */
import { describe, expect, it } from 'vitest';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { Chat, type Line } from '../../support/conversations.js';
import { rules } from '../../support/rules.js';

const reader = new UtteranceReader(rules.rules);

const chat = (limits = {}): Chat => new Chat(rules, reader, limits);
const say = (on: Chat, lines: readonly (Line | string)[]): string[] => lines.map((line) => on.say(line));
const page = (on: Chat, lines: readonly Line[]): string[] => on.page(lines).map(({ text }) => text);
const digitsIn = (texts: readonly string[]): number => texts.join('').replace(/\D/g, '').length;
const quarters = ['4111', '1111', '1111', '1111'];
const messages: readonly Line[] = quarters.map((text, i) => ({ text, id: `m${i}` }));
const minutes = (count: number): number => count * 60_000;

describe('other things in between', () => {
  it('a hesitation that is a number in Portuguese, and numbers in Norwegian that are what others say between them', () => {
    const seen = say(chat(), ['um, 3 ...', 'um, 7', '8', '2', 'en ni en', '8', '2']).join(' ');
    expect(digitsIn([seen]) + (seen.match(/\b(?:en|ni)\b/g) ?? []).length).toBeLessThanOrEqual(6);
  });

  it('numbers of another author: the customer dictates while the agent asks about orders', () => {
    const seen = say(chat(), ['4111', { text: 'and order 77 88 99 00 11?', author: 'agent' }, '1111', { text: 'and 12 13 14 15', author: 'agent' }, '1111', '1111']); // prettier-ignore
    expect([seen[0], seen[2], seen[4], seen[5]].map((text) => text.replace(/\D/g, '').length)).toEqual([4, 0, 0, 0]);
  });

  it('the agent repeats every part, to confirm it: both together show no more', () => {
    const on = chat();
    const seen = quarters.flatMap((text) => say(on, [text, { text: `${text}, right?`, author: 'agent' }]));
    expect(digitsIn(seen.filter((_, i) => i % 2 === 0))).toBeLessThanOrEqual(6);
    expect(digitsIn(seen.filter((_, i) => i % 2 === 1))).toBeLessThanOrEqual(6);
  });

  it('twenty messages of small talk after every part, and nine minutes', () => {
    const on = chat();
    const seen = quarters.map((text) => {
      say(
        on,
        Array.from({ length: 20 }, () => 'how is the weather?'),
      );
      return on.say({ text, afterMs: minutes(9) });
    });
    expect(digitsIn(seen)).toBeLessThanOrEqual(6);
  });

  it('an order number of the same author between the parts, once there was talk of a card', () => {
    const seen = say(chat(), ['my card is 4111', '1111', 'for order 7 70 91', '1111', '1111']);
    expect(digitsIn([seen[1], seen[3], seen[4]])).toBe(0);
  });

  it('a number that the message itself hides between the parts: the card goes on behind it, or with it', () => {
    const on = chat();
    const seen = say(on, ['5105', { text: 'ssn 078-05-1120', hidden: [{ start: 4, end: 15 }] }, '1051', '0510', '5100']);
    expect(digitsIn([seen[0], seen[2], seen[3], seen[4]])).toBeLessThanOrEqual(6);
  });

  it('a date in front: the form of a date protects the date, not what goes on behind it', () => {
    expect(digitsIn(say(chat(), ['4.11.11 111111 1111', '111']))).toBeLessThanOrEqual(8);
  });
});

describe('digits behind something else', () => {
  it.each([String.raw`\u005cn 4111 1111`, '&#92;n 4111 1111', '%255Cn 4111 1111', '%2541 4111 1111'])(
    'an escape of an escape: %s',
    (text) => {
      const { digits } = reader.readUtterance(Buffer.from(text), 0, Buffer.byteLength(text));
      expect(digits.length).toBeGreaterThanOrEqual(8);
    },
  );
});

describe('the same again', () => {
  it('reload: every message comes again, in one page or one by one, and shows what it showed', () => {
    const on = chat();
    const live = say(on, messages);
    expect(page(on, messages)).toEqual(live);
    expect(page(on, [...messages].reverse())).toEqual([...live].reverse());
    on.nowMs += minutes(60);
    expect(say(on, messages)).toEqual(live);
  });

  it('edit: a message becomes the next part, and the next, and the next', () => {
    const on = chat();
    const seen = quarters.map((text) => on.say({ text, id: 'one' }));
    expect(digitsIn(seen)).toBeLessThanOrEqual(8);
  });

  it('edit: a message grows, and what it showed stays', () => {
    const on = chat();
    const seen = ['4111', '4111 11', '4111 1111 11'].map((text) => on.say({ text, id: 'one' }));
    expect(seen[0]).toBe('4111');
    expect(seen[1].startsWith('4111')).toBe(true);
    expect(digitsIn([seen[2]])).toBeLessThanOrEqual(6);
    expect(on.say({ text: '4111 1111 11', id: 'one' })).toBe(seen[2]);
  });

  it('deleted and retyped: a message that is gone is not forgotten', () => {
    const seen = say(chat(), [{ text: '4111 1111', id: 'a' }, { text: '1111', id: 'b' }, { text: '1111', id: 'c' }]); // prettier-ignore
    expect(seen).toEqual(['4111 1111', '****', '****']);
  });
});

describe('histories of which nothing is known', () => {
  const unknown: readonly Line[] = quarters.map((text) => ({ text }));

  it('the oldest first, the newest first', () => {
    expect(digitsIn(page(chat(), unknown))).toBeLessThanOrEqual(8);
    expect(digitsIn(page(chat(), [...unknown].reverse()))).toBeLessThanOrEqual(8);
  });

  it('one digit a message, the newest first', () => {
    const digits = [...'1111111111111114'].map((text) => ({ text }));
    expect(digitsIn(page(chat(), digits))).toBeLessThanOrEqual(8);
  });

  it('pages that cross the number, in either order: the older page comes second', () => {
    for (const isReversed of [false, true]) {
      const on = chat();
      const order = (lines: readonly Line[]): Line[] => (isReversed ? [...lines].reverse() : [...lines]);
      const newest = page(on, order(unknown.slice(2)));
      const older = page(on, order(unknown.slice(0, 2)));
      expect(digitsIn([...newest, ...older])).toBeLessThanOrEqual(8);
    }
  });

  it('a live message goes on behind a page whose newest came first', () => {
    const on = chat();
    const seen = page(on, [{ text: '1111' }, { text: '4111' }, { text: 'order 12' }]);
    expect(digitsIn([...seen, ...say(on, ['1111', '1111'])].filter((text) => !text.includes('order')))).toBeLessThanOrEqual(8);
  });
});

describe('full memory', () => {
  it('others talk until the conversation is forgotten: what follows in it is masked', () => {
    const on = chat({ conversations: 10 });
    expect(on.say('4111 1111')).toBe('4111 1111');
    for (let i = 0; i < 20; i++) on.say({ text: `code ${String(100_000 + i)}`, conversation: `other ${String(i)}` });
    expect(say(on, ['1111', '1111'])).toEqual(['****', '****']);
  });

  it('others talk until it is forgotten, and what follows first is a card that is hidden: that is not what was begun', () => {
    const on = chat({ conversations: 2 });
    on.say('4111');
    for (const conversation of ['d', 'e', 'f']) on.say({ text: 'order 55', conversation });
    on.say({ text: '5555555555554444', hidden: [{ start: 0, end: 16 }] });
    expect(['1111', '1111', '1111'].map((text) => on.say(text))).toEqual(['****', '****', '****']);
  });

  it('so many are forgotten that not even that is remembered: every unknown conversation is taken for one of them, for a while', () => {
    const on = chat({ conversations: 2, forgotten: 2 });
    on.say('4111 1111');
    for (let i = 0; i < 20; i++) on.say({ text: 'code 7', conversation: `other ${String(i)}` });
    expect(on.say('11111111')).toBe('********');
    expect(on.say({ text: 'code 482913', conversation: 'new', afterMs: minutes(31) })).toBe('code 482913');
  });

  it('bytes are counted: long conversations make room as well', () => {
    const on = chat({ bytes: 100_000 });
    for (let i = 0; i < 300; i++) on.say({ text: `number ${String(i)}`, id: `message ${String(i)}`, conversation: `c${String(i % 30)}` });
    expect(on.ledgers.size.bytes).toBeLessThanOrEqual(100_000);
    expect(on.ledgers.size.conversations).toBeGreaterThan(0);
  });

  it('a conversation in which nobody speaks any more leaves nothing', () => {
    const on = chat();
    on.say('4111');
    on.say({ text: 'code 12', conversation: 'other', afterMs: minutes(300) });
    expect(on.ledgers.size.conversations).toBe(1);
  });
});

describe('what comes with a card', () => {
  it('its code and its date, alone, behind the number', () => {
    const seen = say(chat(), ['my card is 4111', '1111 1111 1111', '12/27', '123', 'three nine two', '1/2027']);
    expect(seen.slice(2)).toEqual(['**/**', '***', '***** **** ***', '*/****']);
  });

  it('a code is expected for ten messages, and three minutes', () => {
    const on = chat();
    on.say('what is the security code of your card?');
    expect(on.say({ text: '123', afterMs: minutes(2) })).toBe('***');
    say(
      on,
      Array.from({ length: 11 }, () => 'hm'),
    );
    expect(on.say({ text: '123', afterMs: minutes(4) })).toBe('123');
  });

  it('homophones are digits once a card is spoken of, and words before', () => {
    expect(chat().say('to')).toBe('to');
    const seen = say(chat(), ['my card: four one one one', 'won won', 'to', 'for']);
    expect(seen.slice(2)).toEqual(['**', '***']);
  });

  it('a national identifier that was asked for shows four digits', () => {
    const seen = say(chat(), [{ text: 'vad är ditt personnummer?', author: 'agent' }, '8112', '28', '9874']);
    expect(seen.slice(1)).toEqual(['8112', '**', '****']);
  });
});

/**
 * A year by itself is four digits, as a group of a card is. Story: "4111 1111; 1911": the last group was taken for a year and shown, ten digits in all,
 * because nothing had been said before that message.
 */
import { describe, expect, it } from 'vitest';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { Chat } from '../../support/conversations.js';
import { rules } from '../../support/rules.js';

const reader = new UtteranceReader(rules.rules);
const first = (text: string): string => new Chat(rules, reader).say(text);

describe('in a first message', () => {
  it.each(['4111 1111; 1911', 'it is 41111111 then 2011', '4111 then 1111 then 2011', 'four one one one one one one one and then 1911'])(
    'a year behind what a card begins with is a part of it: %s',
    (text) => expect(first(text)).toMatch(/\*{4}$/),
  );

  it.each(['I bought it in 2019', '2019, order 482', 'it was 3 May 2024, at 14:30', 'since 2021 I have 3 of them'])(
    'a year stays: %s',
    (text) => expect(first(text)).toBe(text),
  );
});

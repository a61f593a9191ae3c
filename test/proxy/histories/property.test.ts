/**
 * A card in random pieces, and its history in random pages: of a message that was live, no digit is shown again that was not shown then; of a
 * number that never was, no more than of one that is dictated.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Message, type Place, place } from '../../support/histories.js';

const CARDS = ['4111111111111111', '5555555555554444', '2223003122003222', '378282246310005'];
const BUDGET = 8;

/** The digits of a card over messages, with others between them that say nothing. */
const dictation = fc
  .record({
    card: fc.constantFrom(...CARDS),
    cuts: fc.uniqueArray(fc.integer({ min: 1, max: 14 }), { maxLength: 7 }),
    fillers: fc.array(fc.constantFrom('', '', 'ok', 'wait please', 'thanks'), { minLength: 9, maxLength: 9 }),
    authors: fc.array(fc.constantFrom('customer', 'customer', 'agent'), { minLength: 9, maxLength: 9 }),
  })
  .map(({ card, cuts, fillers, authors }) => {
    const from = [0, ...cuts.sort((a, b) => a - b)];
    const texts = from.flatMap((start, i) => [card.slice(start, from[i + 1]), fillers[i]]).filter((text) => text !== '');
    return texts.map((text, seq): Message => ({ id: `m${seq}`, author: authors[seq % 9], text, seq }));
  });

const pages = fc.array(fc.record({ from: fc.nat(14), count: fc.integer({ min: 1, max: 6 }), newestFirst: fc.boolean() }), {
  maxLength: 12,
});
const digitsIn = (texts: Iterable<string>): number => [...texts].join('').replaceAll(/\D/g, '').length;

/** How pages are written. */
interface Style {
  readonly newestFirst: boolean;
  readonly hasStamps: boolean;
}

/** What is seen of a page, by the identifier. */
function load({ page }: Place, messages: readonly Message[], { newestFirst, hasStamps }: Style): [string, string][] {
  const list = messages.map(({ seq, ...rest }) => (hasStamps ? { seq, ...rest } : rest));
  if (newestFirst) list.reverse();
  return page(list).map((text, i) => [list[i].id ?? '', text]);
}

describe('random pages of random pieces', () => {
  it('of messages that were live show no digit that live did not', () => {
    const property = fc.property(dictation, pages, fc.boolean(), (messages, wanted, hasStamps) => {
      const crm = place();
      const live = new Map(messages.map((message) => [message.id, crm.live(message)]));
      for (const { from, count, newestFirst } of wanted)
        for (const [id, text] of load(crm, messages.slice(from, from + count), { newestFirst, hasStamps })) expect(text).toBe(live.get(id));
      expect(digitsIn(live.values())).toBeLessThanOrEqual(BUDGET);
    });
    fc.assert(property, { numRuns: 120 });
  });

  it('of messages that never were show no more than of one number', () => {
    const property = fc.property(dictation, pages, (messages, wanted) => {
      const crm = place();
      const seen = new Map<string, string>();
      for (const { from, count, newestFirst } of [...wanted, { from: 0, count: 99, newestFirst: false }])
        for (const [id, text] of load(crm, messages.slice(from, from + count), { newestFirst, hasStamps: true })) {
          expect(text).toBe(seen.get(id) ?? text);
          seen.set(id, text);
        }
      expect(digitsIn(seen.values())).toBeLessThanOrEqual(BUDGET);
    });
    fc.assert(property, { numRuns: 120 });
  });

  it('without stamps, as long as a page has more than one message', () => {
    const property = fc.property(dictation, fc.integer({ min: 2, max: 5 }), fc.boolean(), fc.boolean(), (messages, size, isBackwards, newestFirst) => {
      const crm = place();
      const spoken = messages.filter(({ text }) => /\d/.test(text));
      const starts = Array.from({ length: Math.ceil(spoken.length / size) }, (_, i) => Math.max(0, Math.min(i * size, spoken.length - 2)));
      const seen = new Map<string, string>();
      for (const from of isBackwards ? starts.reverse() : starts)
        for (const [id, text] of load(crm, spoken.slice(from, from + size), { newestFirst, hasStamps: false })) seen.set(id, text);
      expect(digitsIn(seen.values())).toBeLessThanOrEqual(BUDGET);
    }); // prettier-ignore
    fc.assert(property, { numRuns: 120 });
  });
});

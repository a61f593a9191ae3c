/** Pages of a history, and what comes back of what was sent: each with its story. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomCard, randomOf } from '../../support/conversations.js';
import { place } from '../../support/histories.js';

const QUARTERS = ['4111', '1111', '1111', '1111'];
const digitsIn = (texts: readonly string[]): number => texts.join('').replaceAll(/\D/g, '').length;
const stamped = (texts: readonly string[], from = 0) => texts.map((text, i) => ({ id: `m${from + i}`, seq: from + i, text }));

describe('a page that says its order', () => {
  it('is judged in it, whatever the order of the list: the parts come sorted by their author', () => {
    const [one, two, three, four] = stamped(QUARTERS);
    const seen = place().page([two, four, one, three]);
    expect(seen).toEqual(['****', '****', '4111', '****']);
  });

  it('shows what live would have shown', () => {
    const texts = ['hello, order 2023', 'it is about my invoice 771', '4'];
    const [live, stored] = [place(), place()];
    expect(stored.page(stamped(texts))).toEqual(stamped(texts).map((message) => live.live(message)));
  });

  it('goes on behind what is known; older pages share what may be shown at the seam', () => {
    const crm = place();
    expect(crm.page(stamped(['1111', '1111'], 2))).toEqual(['1111', '1111']);
    expect(crm.page(stamped(['4111', '1111']))).toEqual(['****', '****']);
  });

  it('in steps of one message, backwards', () => {
    const crm = place();
    const seen = stamped(QUARTERS).reverse().flatMap((message) => crm.page([message])); // prettier-ignore
    expect(digitsIn(seen)).toBeLessThanOrEqual(8);
  });

  it('may show a telephone number first, as a first message may, and not a number that follows', () => {
    expect(place().page(stamped(['call +46 70 123 45 67', 'thanks']))).toEqual(['call +46 70 123 45 67', 'thanks']);
    expect(place().page(stamped(['no. 5', 'call +46 70 123 45 67']))[1]).not.toContain('45 67');
  });

  it('the code that follows a card number is hidden in a history as it was live', () => {
    const crm = place();
    expect(crm.live({ text: 'parcel 998877665544332211', seq: 0 })).toBe('parcel 998877665544332211');
    expect(crm.page(stamped(['room 123', ...QUARTERS, '123'], 1))).toEqual(['room 123', '4111', '****', '****', '****', '***']);
  });
});

describe('pages on which other cards stand whole', () => {
  it('show no more of one in pieces than its issuer: digits that are hidden are no edge', () => {
    const crm = place();
    const [one, two, three] = ['5555555555554444', '2223003122003222', '6011000990139424'];
    const later = crm.page(stamped([one, '148', '803', two, '4364673', three], 10));
    const earlier = crm.page(stamped(['453', '9'], 5));
    expect(digitsIn([...later, ...earlier].filter((text) => !text.startsWith('************')))).toBeLessThanOrEqual(8);
  });

  it('random cards, the last page first or the first one', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const random = randomOf(seed);
      const below = (count: number): number => Math.floor(random() * count);
      const card = randomCard(random);
      const cuts = [0, ...Array.from({ length: 2 + below(4) }, () => 1 + below(card.length - 1))].sort((a, b) => a - b);
      const parts = cuts.map((from, i) => card.slice(from, cuts.at(i + 1) ?? card.length)).filter((part) => part !== '');
      if (parts.some((part) => part.length > 15 || /^(?:19|20)\d\d$/.test(part))) continue; // numbers of their own, years
      const all = parts.map((text) => ({ text, isPart: true }));
      for (let others = 1 + below(4); others > 0; others--)
        all.splice(below(all.length + 1), 0, { text: randomCard(random), isPart: false });
      const messages = stamped(all.map(({ text }) => text));
      const middle = below(all.length);
      const pages = [messages.slice(0, middle), messages.slice(middle)];
      const crm = place();
      const seen = (seed % 2 === 0 ? pages.reverse() : pages).flatMap((page) => {
        const left = crm.page(page);
        return left.filter((_, i) => all[page[i].seq].isPart);
      });
      expect(digitsIn(seen), `seed ${seed}`).toBeLessThanOrEqual(8);
    }
  });
});

describe('a page of messages that were live', () => {
  const LONG = ['done, order 4000127490522217 leaves today', 'ref 9988776655443322110011, and room 12'];

  it('shows long numbers that did not count then, also beside what a longer card may begin with', () => {
    const crm = place();
    const messages = stamped([...LONG, '62', 'for you two']);
    const live = messages.map((message) => crm.live(message));
    expect(live.slice(0, 2)).toEqual(LONG);
    expect(crm.page(messages)).toEqual(live);
    expect(crm.page(messages.map(({ id, text }) => ({ id, text })).reverse())).toEqual([...live].reverse()); // prettier-ignore
  });

  it('is what live was, whatever was said, in any order', () => {
    const FRAGMENTS = [
      ...LONG,
      '62',
      '4111',
      '11 11',
      'to for',
      'two',
      'my card',
      'at 9:30',
      'call +46 70 123 45 67',
      '€ 49',
      'one of them',
      '123',
      'oh',
      '1234567890123456 7',
    ];
    const texts = fc.array(fc.constantFrom(...FRAGMENTS), { minLength: 1, maxLength: 8 });
    const property = fc.property(texts, fc.array(fc.nat(8), { minLength: 1, maxLength: 8 }), fc.boolean(), (said, wanted, hasStamps) => {
      const crm = place();
      const messages = stamped(said).map(({ seq, ...rest }) => (hasStamps ? { seq, ...rest } : rest));
      const live = messages.map((message) => crm.live(message));
      const places = wanted.map((place) => place % messages.length);
      expect(crm.page(places.map((place) => messages[place]))).toEqual(places.map((place) => live[place]));
      expect(crm.page(messages)).toEqual(live);
    }); // prettier-ignore
    fc.assert(property, { numRuns: 120 });
  });
});

describe('a page that does not', () => {
  it('one new message among known ones may be older than they are', () => {
    const crm = place();
    const tail = QUARTERS.slice(1).map((text, i) => ({ id: `m${i + 1}`, text }));
    const seen = crm.page(tail);
    expect(digitsIn([...seen, ...crm.page([{ id: 'm0', text: '4111' }, ...tail]).slice(0, 1)])).toBeLessThanOrEqual(8);
  });

  it('the same page again shows no more', () => {
    const crm = place();
    const bare = QUARTERS.map((text) => ({ text }));
    expect(digitsIn(crm.page(bare))).toBeGreaterThanOrEqual(digitsIn(crm.page(bare)));
  });
});

describe('what was sent and comes back', () => {
  it.each(['code 482913', 'room 7', 'call 415-555-0132', '4111 1111'])('is the same message in the answer: %s', (text) => {
    const crm = place();
    const { sent, answered } = crm.post(text, 'm1');
    expect(answered).toBe(sent);
    expect(crm.live({ id: 'm1', text: sent })).toBe(sent);
    expect(crm.page([{ id: 'm1', text: sent, seq: 1 }])).toEqual([sent]);
  });

  it('may be pushed before the answer comes, if it is long enough to be known', () => {
    const crm = place();
    expect(crm.post('code 482913', 'other').sent).toBe('code 482913');
    crm.post('order 20231145', 'm0');
    const { sent } = crm.post('parcel 30041177', 'm2');
    expect(crm.live({ id: 'm2', text: sent })).toBe(sent);
  });

  it('is so once: the customer goes on with the digits that the agent has sent', () => {
    const crm = place();
    const { sent } = crm.post('411111', 'm1');
    const seen = ['411111', '11111', '11111'].map((text, i) => crm.live({ id: `c${i}`, text, author: 'customer' }));
    expect(digitsIn([sent])).toBe(6);
    expect(digitsIn(seen)).toBeLessThanOrEqual(8);
  });

  it('is not known any more after a while', () => {
    const crm = place();
    crm.post('room 12', 'm0');
    const { sent } = crm.post('code 48291', 'answered as something else');
    crm.nowMs += 60_000;
    expect(crm.live({ id: 'm9', text: sent })).toBe('code 4****');
  });
});

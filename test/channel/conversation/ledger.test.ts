/**
 * A card number that arrives in pieces: what is seen of it, whatever the pieces, and what ordinary numbers keep. The numbers of splits come from
 * seeds; test/fuzz/splits.ts plays as many as one likes.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { loadRules } from '../../../src/ruleset/load.js';
import type { Ruleset } from '../../../src/ruleset/compile.js';
import { Chat, play, randomCard, randomOf, randomSplit, type Line } from '../../support/conversations.js';

let rules: Ruleset;
let reader: UtteranceReader;
beforeAll(async () => {
  rules = await loadRules();
  reader = new UtteranceReader(rules.rules);
});

const chat = (limits = {}): Chat => new Chat(rules, reader, limits);
const said = (lines: readonly (Line | string)[], on = chat()): string[] => lines.map((line) => on.say(line));

describe('random splits', () => {
  const worst = (trials: number, isStrict: boolean): { violations: number; misread: number } => {
    let violations = 0;
    let misread = 0;
    for (let seed = 1; seed <= trials; seed++) {
      const random = randomOf(seed);
      const card = randomCard(random);
      const outcome = play(rules, reader, randomSplit(random, card, { isStrict }), card.length);
      if (outcome.visible > outcome.limit) violations++;
      if (outcome.misread !== undefined) misread++;
    }
    return { violations, misread };
  };

  it('show eight digits at most, six of short numbers', () => {
    expect(worst(800, false)).toEqual({ violations: 0, misread: 0 });
  });

  it('show six digits at most in strict mode', () => {
    expect(worst(400, true)).toEqual({ violations: 0, misread: 0 });
  });
});

describe('splits that people and attackers make', () => {
  it.each<[name: string, parts: string[], seen: string[]]>([
    ['four by four', ['4111', '1111', '1111', '1111'], ['4111', '****', '****', '****']],
    ['eight and eight', ['41111111', '11111111'], ['41111111', '********']],
    ['twelve and four', ['4111 1111 1111', '1111'], ['4111 11** ****', '****']],
    ['fifteen and one', ['411111111111111', '1'], ['411111*********', '*']],
    ['a short number in two', ['37828224', '6310005'], ['378282**', '*******']],
    ['behind another number', ['order 1234', '5555', '5555', '5555', '4444'], ['order 1234', '5555', '****', '****', '****']],
    ['in words of two languages', ['four one double one', 'ett ett', 'vierhundertelf', '1 eleven'], ['four one double one', 'ett ett', '**************', '* ******']],
    ['with what cannot be seen between', ['4\u200b1\u200b1\u200b1', '1\u00ad111 1111', '1111'], ['4\u200b1\u200b1\u200b1', '*\u00ad*** ****', '****']],
    ['in digits of other scripts', ['٤١١١', '１１１１', '11111111'], ['٤١١١', '****', '********']],
    ['in words and digits', ['four 1 double one', 'double 5 nine', '12345678'], ['four 1 double one', '****** * ****', '********']],
  ])('%s', (_, parts, seen) => {
    expect(said(parts)).toEqual(seen);
  }); // prettier-ignore

  it('one digit a message, sixteen times', () => {
    expect(said([...'4111111111111111'])).toEqual([...'411111**********']);
  });

  it('masks an escaped digit whole, and counts where lengths are kept', () => {
    const bytes = Buffer.from('\\u0034111 1111');
    const read = reader.readUtterance(bytes, 0, bytes.length);
    expect([...read.digits]).toEqual([4, 1, 1, 1, 1, 1, 1, 1]);
    expect([read.from[0], read.to[0]]).toEqual([0, 6]);
  });

  it('tells that a number is complete whose parts came in several messages', () => {
    const on = chat();
    const verdicts = ['4111', '1111', '1111', '1111'].map((text) => on.page([text])[0].verdict.completes);
    expect(verdicts).toEqual([false, false, false, true]);
  });
});

describe('what ordinary numbers keep', () => {
  it.each(['your code is 482913', 'order 45678901', 'call me at 415-555-0132', '(415) 555-0132', '+46 70 123 45 67', '07700 900123', '2027-05-31, 499 kr', 'ok', 'one moment'])(
    '%s',
    (text) => {
      expect(chat().say(text)).toBe(text);
    },
  ); // prettier-ignore

  it('honours the form of a telephone number while nothing was said that a card may begin with', () => {
    expect(said(['order 12', 'call me at 415-555-0132'])).toEqual(['order 12', 'call me at 415-555-0132']);
    expect(said(['order 41', 'call me at 415-555-0132'])).toEqual(['order 41', 'call me at 415-5**-****']);
    expect(said(['my card', 'call me at 415-555-0132'])).toEqual(['my card', 'call me at ***-***-****']);
  });
});

/** The quick look at a text against a slow one, which folds and hashes every word and reads the whole text for number words. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Integers } from '../../../src/base/integers.js';
import { TEXT_BYTES_MAX } from '../../../src/kernel/sieve.js';
import { Glance } from '../../../src/channel/conversation/glance.js';
import { type SaidDigit, SpokenDigitReader } from '../../../src/channel/conversation/spoken.js';
import { TopicWords } from '../../../src/channel/conversation/words.js';
import { loadRules } from '../../../src/ruleset/load.js';
import type { PlacedRule } from '../../../src/ruleset/rule.js';
import { hashWord } from '../../../src/spoken/fold.js';
import { Lexicon, numberWords } from '../../../src/spoken/lexicon.js';
import { PIECES_LETTERS_MIN, splitPieces } from '../../../src/spoken/pieces.js';

const lexicon = new Lexicon();
const spoken = new SpokenDigitReader(lexicon);
let topics: TopicWords;
let glance: Glance;
beforeAll(async () => {
  topics = new TopicWords((await loadRules()).rules);
  glance = new Glance(lexicon, topics);
});

/** What there is to be seen, word by word. */
function slowly(text: string) {
  const found = { hasDigits: /\p{Nd}/u.test(text), hasNumberWords: false, words: 0, otherWords: 0, hasPaymentWords: false, asks: 0 };
  const bytes = Buffer.from(text);
  let everyday = 0;
  for (const { 0: word, index } of text.matchAll(/\p{L}+/gu)) {
    found.words++;
    const known = lexicon.find(hashWord(word.toLowerCase()));
    const { isEveryday = true, languages = 0 } = known < 0 ? {} : lexicon.words[known];
    const letters = Int32Array.from(word.toLowerCase(), (letter) => letter.codePointAt(0) ?? 0);
    const isMade =
      known < 0 && letters.length >= PIECES_LETTERS_MIN && splitPieces(lexicon, letters, letters.length, new Int32Array(64)) > 0;
    if (known < 0) {
      found.otherWords++;
      if (text[index + word.length] !== ':') everyday = 0;
    } else if (isEveryday && languages !== 0) everyday++;
    if (isMade || (languages !== 0 && !isEveryday) || everyday >= 3) found.hasNumberWords = true;
    const at = Buffer.byteLength(text.slice(0, index));
    if (topics.isPayment(bytes, 0, bytes.length, at)) found.hasPaymentWords = true;
    found.asks = Math.max(found.asks, topics.asks(bytes, 0, bytes.length, at));
  }
  return found;
}

const ORDINARY = 'the of your order number card CVV expiry social security SSN ssnNumber personnummer kort carte d’identité förstår Straße año ich ein tin can understand enormous tomorrow idea'.split(' '); // prettier-ignore
const word = fc.oneof(
  fc.constantFrom(...ORDINARY),
  fc.constantFrom(...numberWords()),
  fc.constantFrom('null', 'oh', 'en', 'et', 'NULL'),
  fc.constantFrom('4111', '12', 'um', 'and', 'then', 'vierhundertelf', 'VIERZIG', 'siebenundzwanzig'),
  fc.stringMatching(/^[a-zA-Zåäöéß]{1,9}$/),
);
const gap = fc.constantFrom(' ', ' ', ' ', ', ', '. ', '-', ': ', ' # ', '\n');
const text = fc.array(fc.tuple(word, gap), { maxLength: 14 }).map((parts) => parts.flat().join(''));

describe('a glance', () => {
  it('sees what a slow look sees', () => {
    fc.assert(
      fc.property(text, (written) => {
        const bytes = Buffer.from(written.normalize('NFC'));
        glance.look(bytes, 0, bytes.length);
        const { hasDigits, hasNumberWords, words, otherWords, hasPaymentWords, asks } = glance;
        expect({ hasDigits, hasNumberWords, words, otherWords, hasPaymentWords, asks }).toEqual(slowly(written.normalize('NFC')));
      }),
      { numRuns: 2_000 },
    );
  });

  it('tells stretches in which all numbers are said that the whole text says, apart from words that are numbers by chance', () => {
    const isEveryday = (said: string): boolean => lexicon.words[lexicon.find(hashWord(said.toLowerCase()))]?.isEveryday === true;
    fc.assert(
      fc.property(text, (written) => {
        const bytes = Buffer.from(written);
        glance.look(bytes, 0, bytes.length);
        if (!glance.hasNumberWords || glance.isNothingElse) return;
        const { stretches, lones, areLone } = glance;
        const isInside = ({ from }: { from: number }): boolean =>
          [...stretches].some((at, i) => i % 2 === 0 && from >= at && from < stretches.at(i + 1));
        const whole = spoken.read(bytes, Integers.of(0, bytes.length), new Integers(), bytes.length);
        const told = ({ mayBeArticle: _, ...digit }: SaidDigit): Partial<SaidDigit> => digit;
        expect(spoken.read(bytes, stretches, areLone ? lones : new Integers(), bytes.length).map(told)).toEqual(
          whole.filter(isInside).map(told),
        );
        for (const { from, to } of whole.filter((digit) => !isInside(digit)))
          expect(isEveryday(bytes.toString('utf8', from, to))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('sees the same with the sieve and without', () => {
    const plain = new Glance(lexicon, topics, false);
    expect([glance, plain].map(({ isSifting }) => isSifting)).toEqual([true, false]);
    const odd = fc.constantFrom(
      ...'@ ` [ { \\ % & = \u0000 \u001f \u007f ä é ß – ’ \u00a0 \u200b 🎉 ① ٣ : :: -'.split(' '),
      'a'.repeat(63),
      'b'.repeat(64),
      'c'.repeat(130),
      '中文'.repeat(40),
    );
    const long = fc.array(fc.oneof({ arbitrary: word, weight: 4 }, { arbitrary: gap, weight: 4 }, { arbitrary: odd, weight: 1 }), { maxLength: 120 }); // prettier-ignore
    const letters = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 60, maxLength: 300 }).map((bytes) => Uint8Array.from(bytes));
    const sentence = long.map((parts) => Buffer.from(parts.join('')));
    fc.assert(
      fc.property(fc.oneof(sentence, letters), fc.nat(9), fc.nat(9), fc.boolean(), (bytes, before, behind, isDecoded) => {
        const [start, end] = [Math.min(before, bytes.length), Math.max(Math.min(before, bytes.length), bytes.length - behind)];
        for (const one of [glance, plain]) one.look(bytes, start, end, isDecoded);
        expect(seenBy(glance)).toEqual(seenBy(plain));
      }),
      { numRuns: 4_000 },
    );
  });

  it('sees words of rules in all the ways that they are written', async () => {
    const { rules } = await loadRules();
    const cvc = rules.find(({ detector }) => detector === 'cvc');
    const own = new TopicWords([{ ...cvc, words: ['cv x', 'kq zwab', 'vx'] } as PlacedRule]);
    const [sifting, plain] = [new Glance(lexicon, own), new Glance(lexicon, own, false)];
    const ways = ['cvx', 'CVX', 'cvX', 'cv-x', 'cvxes', 'kqzwab', 'KQZWAB', 'kqZwab', 'kq zwabs', 'vx', 'vxNumber', 'vxen', 'avx'];
    const found = ways.filter((written) => {
      const bytes = Buffer.from(`${'nothing of the kind is here '.repeat(4)}${written} and nothing behind`);
      for (const one of [sifting, plain]) one.look(bytes, 0, bytes.length);
      expect(seenBy(sifting)).toEqual(seenBy(plain));
      return sifting.hasPaymentWords;
    });
    expect(ways.filter((written) => !found.includes(written))).toEqual(['cvxes', 'vxen', 'avx']);
  });

  it.each([63, 64, 65, 127, 128, TEXT_BYTES_MAX - 1, TEXT_BYTES_MAX, TEXT_BYTES_MAX + 1])('sees the same in %i bytes', (length) => {
    const plain = new Glance(lexicon, topics, false);
    for (const written of ['call one of the two: Anna ', 'abc', 'a ', 'vierhundertelf und zwei Äpfel ', '4111 kort ']) {
      const bytes = Buffer.alloc(length, written);
      for (const one of [glance, plain]) one.look(bytes, 0, bytes.length);
      expect(seenBy(glance)).toEqual(seenBy(plain));
    }
  });
});

/** All that a glance tells; of a text that is not plain, only that. */
function seenBy(seen: Glance): object {
  const { isPlain, isAscii, isSimple, hasDigits, hasNumberWords, isNothingElse, words, otherWords, hasPaymentWords, hasPhoneWords, asks, areLone, openFrom } = seen; // prettier-ignore
  if (!isPlain) return { isPlain };
  const [stretches, lones] = [[...seen.stretches], [...seen.lones]];
  return { isAscii, isSimple, hasDigits, hasNumberWords, isNothingElse, words, otherWords, hasPaymentWords, hasPhoneWords, asks, areLone, openFrom, stretches, lones }; // prettier-ignore
}

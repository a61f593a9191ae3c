import { describe, expect, it } from 'vitest';
import { makeCorpus, type Corpus } from '../../bench/corpus/corpus.js';
import { maskingProblem } from '../../bench/harness/masked.js';

const corpus = makeCorpus('crm', 65_536, { cardEveryBytes: 2_048 });
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** The document with each card replaced by what `replace` gives for it. */
function redacted({ bytes: original, cards }: Corpus, replace: (digits: string, bare: boolean) => string): string {
  const text = latin1(original);
  let from = 0;
  let out = '';
  for (const card of cards) {
    out += text.slice(from, card.start) + replace(text.slice(card.start, card.end), card.form === 'number');
    from = card.end;
  }
  return out + text.slice(from);
}

const stars = (digits: string, bare: boolean): string => {
  const mask = '*'.repeat(digits.length - 4) + digits.slice(-4);
  return bare ? `"${mask}"` : mask;
};

describe('the judge of masked answers', () => {
  it('accepts masks in strings and quoted masks in place of numbers', () => {
    expect(maskingProblem(corpus, bytes(redacted(corpus, stars)), true)).toBeUndefined();
  });

  it('accepts a number that repeats one digit in place of a number', () => {
    const eights = (digits: string, bare: boolean) => (bare ? '8'.repeat(digits.length - 4) + digits.slice(-4) : stars(digits, bare));
    expect(maskingProblem(corpus, bytes(redacted(corpus, eights)), true)).toBeUndefined();
  });

  it('rejects the original', () => {
    expect(maskingProblem(corpus, corpus.bytes, true)).toMatch(/is not masked/);
  });

  it('rejects a mask that shows more than four digits, or other digits', () => {
    const fixed = (mask: string) => (_digits: string, bare: boolean) => (bare ? `"${mask}"` : mask);
    expect(maskingProblem(corpus, bytes(redacted(corpus, fixed('****121111'))), true)).toMatch(/is not masked/);
    expect(maskingProblem(corpus, bytes(redacted(corpus, fixed('****9999'))), true)).toMatch(/is not masked/);
  });

  it('rejects a mask that breaks the JSON, a truncated answer and a changed byte', () => {
    const good = redacted(corpus, stars);
    expect(maskingProblem(corpus, bytes(redacted(corpus, (digits) => stars(digits, false))), true)).toBe('the answer is not JSON');
    expect(maskingProblem(corpus, bytes(good.slice(0, -2)), true)).toMatch(/not what they were/);
    expect(maskingProblem(corpus, bytes(good.replace('Subject', 'subject')), true)).toMatch(/not what they were/);
    expect(maskingProblem(corpus, bytes(`${good} `), true)).toBe('1 bytes too many');
  });
});

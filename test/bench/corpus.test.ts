import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CORPUS_KINDS, makeCorpus, type Corpus, type CorpusKind } from '../../bench/corpus/corpus.js';
import { BLOCK_BYTES } from '../../bench/corpus/document.js';

const SIZES = [1_024, 5_000, 65_536, 1_048_576];
const CASES = CORPUS_KINDS.flatMap((kind) => SIZES.map((bytes) => [kind, bytes] as const));

/** The judge of these tests, written anew: no code shared with the corpus or with src. */
const CANDIDATE = /(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])/g;
const PREFIX = /^(?:4|5[1-5]|2[2-7]|3[47]|3(?:0[0-5]|6|8|9)|35|6)/;

function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

function cardsByRegex(text: string): { start: number; end: number }[] {
  return [...text.matchAll(CANDIDATE)]
    .filter((match) => {
      const digits = match[0].replace(/[ -]/g, '');
      return PREFIX.test(digits) && digits.length >= 14 && luhn(digits);
    })
    .map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

const latin1 = (corpus: Corpus): string => Buffer.from(corpus.bytes).toString('latin1');
const utf8 = (corpus: Corpus): string => new TextDecoder('utf-8', { fatal: true }).decode(corpus.bytes);

describe('the corpus', () => {
  it.each(CASES)('%s of %i bytes has that size, is UTF-8 and holds a card', (kind, bytes) => {
    const corpus = makeCorpus(kind, bytes);
    expect(corpus.bytes.length).toBe(bytes);
    expect(() => utf8(corpus)).not.toThrow();
    expect(corpus.cards.length).toBeGreaterThan(0);
    expect(corpus.expected.get('card.pan')).toBe(corpus.cards.length);
  });

  it.each(CASES)('%s of %i bytes holds the cards it says, where it says, and nothing else that looks like one', (kind, bytes) => {
    const corpus = makeCorpus(kind, bytes);
    const said = corpus.cards.map(({ start, end }) => ({ start, end }));
    expect(cardsByRegex(latin1(corpus))).toEqual(said);
  });

  it.each(CORPUS_KINDS)('%s counts security codes and expiry dates as they stand in the text', (kind) => {
    const corpus = makeCorpus(kind, 1_048_576);
    const text = utf8(corpus);
    const count = (pattern: RegExp) => [...text.matchAll(pattern)].length;
    expect(corpus.expected.get('card.cvc') ?? 0).toBe(count(/cvc \d{3}\b|security code is \d{3}\b/g));
    expect(corpus.expected.get('card.expiry') ?? 0).toBe(count(/exp \d{2}\/\d{2}\b/g));
  });

  it('is the same for the same seed and another for another', () => {
    const hash = (kind: CorpusKind, seed?: number) =>
      createHash('sha256')
        .update(makeCorpus(kind, 100_000, seed === undefined ? {} : { seed }).bytes)
        .digest('hex');
    for (const kind of CORPUS_KINDS) {
      expect(hash(kind)).toBe(hash(kind));
      expect(hash(kind, 1)).not.toBe(hash(kind, 2));
    }
    expect(new Set(CORPUS_KINDS.map((kind) => hash(kind, 1))).size).toBe(CORPUS_KINDS.length);
  });

  it('in CRM form is JSON, about 11 % digits, one card every 64 KiB, half of them in plain strings', () => {
    const corpus = makeCorpus('crm', 4_194_304);
    expect(() => JSON.parse(utf8(corpus)) as unknown).not.toThrow();
    const digits = corpus.bytes.filter((byte) => byte >= 48 && byte <= 57).length / corpus.bytes.length;
    expect(digits).toBeGreaterThan(0.1);
    expect(digits).toBeLessThan(0.12);
    expect(Math.abs(corpus.cards.length - 64)).toBeLessThan(12);
    const share = (form: string) => corpus.cards.filter((card) => card.form === form).length / corpus.cards.length;
    expect(share('plain')).toBeCloseTo(0.5, 1);
    for (const form of ['number', 'spaces', 'dashes']) expect(share(form)).toBeGreaterThan(0.1);
  });

  it('has few digits in a transcript', () => {
    const { bytes } = makeCorpus('transcript', 1_048_576);
    const digits = bytes.filter((byte) => byte >= 48 && byte <= 57).length / bytes.length;
    expect(digits).toBeGreaterThan(0.03);
    expect(digits).toBeLessThan(0.05);
  });

  it.each(CORPUS_KINDS)('%s never lays a card across a 64 KiB block, nor makes one by cutting there', (kind) => {
    const corpus = makeCorpus(kind, 1_048_576);
    const text = latin1(corpus);
    let found = 0;
    for (let at = 0; at < text.length; at += BLOCK_BYTES) found += cardsByRegex(text.slice(at, at + BLOCK_BYTES)).length;
    expect(found).toBe(corpus.cards.length);
  });

  it('plants cards as densely as asked', () => {
    expect(makeCorpus('crm', 262_144, { cardEveryBytes: 4_096 }).cards.length).toBeGreaterThan(40);
  });

  it('refuses a size too small to hold a card', () => {
    expect(() => makeCorpus('crm', 100)).toThrow(RangeError);
  });
});

/** The finder of spoken numbers with the card rules that ship, and the regions that the kernel reports for it. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import { BrandTable } from '../../src/detect/card/brands.js';
import { WordTest } from '../../src/detect/card/words.js';
import type { Located } from '../../src/detect/view.js';
import { packSchema, type ruleSchema } from '../../src/ruleset/schema.js';
import { numberWords } from '../../src/spoken/lexicon.js';
import { SpokenFinder, type DigitsJudge, type SpokenOptions } from '../../src/spoken/spoken.js';

type CardRule = z.infer<typeof ruleSchema>;
const { rules } = packSchema.parse(parse(readFileSync(new URL('../../rules/card/pack.yaml', import.meta.url), 'utf8')));

function only<D extends CardRule['detector']>(detector: D): Extract<CardRule, { detector: D }> {
  const found = rules.find((rule): rule is Extract<CardRule, { detector: D }> => rule.detector === detector);
  if (found === undefined) throw new Error(`the card pack lacks a rule "${detector}"`);
  return found;
}

const [pan, cvc, expiry] = [only('pan'), only('cvc'), only('expiry')];

export const brands = new BrandTable(
  pan.brands.map((brand) => ({ ...brand, lengthsInContext: brand.lengths_in_context, inContext: brand.in_context })),
);

export const spokenOptions: SpokenOptions = {
  pan: { id: pan.id, brands, isCardText: new WordTest(pan.context), otherLabels: new Set() },
  cvc: { id: cvc.id, words: cvc.words },
  expiry: { id: expiry.id, words: expiry.words },
};

export const finder = new SpokenFinder(spokenOptions);

export interface Found {
  readonly entity: string;
  readonly text: string;
  readonly score: number;
}

const found = (bytes: Buffer, located: readonly Located[]): Found[] =>
  located.map(({ entity, start, end, score }) => ({ entity, text: bytes.toString('utf8', start, end), score }));

/** Findings in a text taken as one region. */
export function findSpoken(text: string, isJson = false, judge?: DigitsJudge): Found[] {
  const bytes = Buffer.from(text);
  const one = judge === undefined ? finder : new SpokenFinder({ ...spokenOptions, judge });
  return found(bytes, one.find({ bytes, start: 0, end: bytes.length }, { start: 0, end: bytes.length, inString: false, isJson }, 0));
}

/** Findings of one region, in offsets; the view shows all unless told otherwise. */
export const findIn = (bytes: Buffer, start: number, end: number, isJson: boolean, from = 0, to = bytes.length): readonly Located[] =>
  finder.find({ bytes, start: from, end: to }, { start, end, inString: isJson, isJson }, 0);

/** Digits of the likeliest reading of a text. */
export function readDigits(text: string): string {
  const bytes = Buffer.from(text);
  return finder
    .read({ bytes, start: 0, end: bytes.length }, { start: 0, end: bytes.length, inString: false, isJson: false })
    .map(({ values }) => values.join(''))
    .join(' ');
}

/** What the kernel does: three number words with starts at most so many bytes apart make a region, and long ones overlap. */
const WORDS_APART_BYTES = 40;
const WORDS_MIN = 3;
const REGION_WORDS = 56;
const CONTEXT_BYTES = 128;
const kernelWords = new Set(numberWords());

export function spokenRegions(bytes: Buffer): { start: number; end: number }[] {
  const text = bytes.toString('latin1');
  const words: { start: number; end: number }[] = [];
  const regions: { start: number; end: number }[] = [];
  const close = (): void => {
    for (let first = 0; first === 0 || first + REGION_WORDS / 2 < words.length; first += REGION_WORDS / 2) {
      const part = words.slice(first, first + REGION_WORDS);
      if (part.length >= WORDS_MIN) regions.push({ start: part[0].start, end: part[part.length - 1].end });
    }
    words.length = 0;
  };
  for (const match of text.matchAll(/[A-Za-z\x80-\xff]+/g)) {
    if (!kernelWords.has(Buffer.from(match[0], 'latin1').toString('utf8').toLowerCase())) continue;
    const last = words.at(-1);
    if (last !== undefined && match.index - last.start > WORDS_APART_BYTES) close();
    words.push({ start: match.index, end: match.index + match[0].length });
  }
  close();
  return regions;
}

/** Findings in a text by the regions of the kernel. */
export function findInRegions(text: string | Buffer, isJson = false): Found[] {
  const bytes = Buffer.from(text);
  let coveredTo = 0;
  return spokenRegions(bytes).flatMap(({ start, end }) => {
    const view = { bytes, start: Math.max(0, start - CONTEXT_BYTES), end: Math.min(bytes.length, end + CONTEXT_BYTES) };
    const located = finder.find(view, { start, end, inString: isJson, isJson }, coveredTo);
    coveredTo = located.at(-1)?.end ?? coveredTo;
    return found(bytes, located);
  });
}

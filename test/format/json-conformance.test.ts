/** Every document of the table passes as it came when it is clean, and stays valid with a card planted wherever a string or a number may stand. */
import { describe, expect, it } from 'vitest';
import { cardEngine as engine } from '../support/engine.js';
import { INVALID, ODD_BYTES, VALID } from './json-conformance.js';

const FORMATS = ['auto', 'json', 'json-seq'] as const;
const CARD = '4111111111111111';
/** A card as a string, a number, with sign, fraction, exponent, in a list, and as JSON in a string, up to four deep. */
const nested = (depth: number): string => (depth === 0 ? `{"card":${CARD},"list":[1,${CARD}]}` : JSON.stringify(nested(depth - 1)));
const PLANTED = [`"${CARD}"`, `"4111 1111 1111 1111"`, CARD, `-${CARD}`, `${CARD}.0`, `${CARD}e0`, `${CARD}.25E+1`, `[${CARD},${CARD}]`, `{"${CARD}":1,"${CARD}":2}`, `"\\u0034111111111111111"`, ...[1, 2, 3, 4].map(nested)]; // prettier-ignore

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Places of values: strings that are no names, numbers and literals. */
function places(document: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const match of document.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/g)) {
    const start = match.index;
    const end = start + match[0].length;
    if (!isName(document, end) && parses(document.slice(0, start) + '0' + document.slice(end))) found.push({ start, end });
  }
  return found;
}

const isName = (document: string, end: number): boolean => /^\s*:/.test(document.slice(end));

/** Each text of a document, also of the documents in its strings. */
function texts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, item]) => [key, ...texts(item)]);
  if (typeof value !== 'string') return [String(value)];
  return value.startsWith('{') || (value.startsWith('"') && value.length > 2) ? texts(JSON.parse(value)) : [value];
}

it('the table is what it says', () => {
  expect(VALID.length + INVALID.length).toBeGreaterThan(450);
  expect(VALID.filter((document) => !parses(document))).toEqual([]);
  expect(INVALID.filter(parses)).toEqual([]);
});

describe.each(FORMATS)('read as %s', (format) => {
  it('what is clean leaves as it came, valid or not', () => {
    const documents = [...[...VALID, ...INVALID].map((text) => Buffer.from(text)), ...ODD_BYTES.map((text) => Buffer.from(text, 'latin1'))];
    for (const document of documents) {
      const { output, findings } = engine.redact(document, { format });
      expect(findings).toEqual([]);
      expect(output).toBe(document);
    }
  });

  it('a card in an invalid document is hidden, and nothing else changes', () => {
    for (const document of INVALID.filter((text) => text.includes('1'))) {
      const planted = document.replace('1', ` ${CARD} `);
      const { output, findings } = engine.redact(planted, { format });
      if (findings.length === 0) continue; // glued to digits, or a decimal of something
      const [{ start, end }] = findings;
      expect(output).toHaveLength(planted.length);
      expect(output.slice(0, start)).toBe(planted.slice(0, start));
      expect(output.slice(end)).toBe(planted.slice(end));
    }
  });
});

describe.each(['auto', 'json'] as const)('read as %s', (format) => {
  it('a document with a card planted in it stays a document, and the card is gone', () => {
    let planted = 0;
    for (const document of VALID.filter(({ length }) => length < 1000)) {
      // A lone value says of itself what it is only when it is declared.
      if (format === 'auto' && !/^[[{]/.test(document.trimStart())) continue;
      for (const { start, end } of places(document)) {
        for (const card of PLANTED) {
          const dirty = document.slice(0, start) + card + document.slice(end);
          const { output } = engine.redact(dirty, { format });
          const shown = `${JSON.stringify(dirty)} became ${JSON.stringify(output)}`;
          expect(parses(output), shown).toBe(true);
          const leaked = texts(JSON.parse(output)).filter((text) => text.replaceAll(/[ .]/g, '').includes(CARD));
          expect(leaked, shown).toEqual([]);
          planted++;
        }
      }
    }
    expect(planted).toBeGreaterThan(2000);
  });
});

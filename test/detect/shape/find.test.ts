/** Identifiers however they are written, and what stands beside them. */
import { describe, expect, it } from 'vitest';
import { RULES } from '../../support/identifiers.js';
import { scanAllShapes } from '../../support/shapes.js';

/** `entity value` of each finding, the value as it stands in the text. */
function found(text: string): string[] {
  const bytes = Buffer.from(text);
  return scanAllShapes(bytes, RULES).map(({ entity, start, end }) => `${entity} ${bytes.subarray(start, end).toString()}`);
}

describe('a number in disguise', () => {
  it.each([
    ['spaces', '123 45 6789'],
    ['no-break spaces', '123\u00a045\u00a06789'],
    ['thin spaces', '123\u200945\u20096789'],
    ['dots and slashes', '123.45/6789'],
    ['a dash of every kind', '123‐45–6789'],
    ['a dash between spaces', '123 - 45 - 6789'],
    ['full-width', '１２３－４５－６７８９'],
    ['Arabic-Indic', '١٢٣-٤٥-٦٧٨٩'],
    ['Devanagari', '१२३-४५-६७८९'],
    ['mathematical', '𝟏𝟐𝟑-𝟒𝟓-𝟔𝟕𝟖𝟗'],
    ['JSON escapes', '\\u0031\\u0032\\u0033-45-6789'],
    ['escaped dashes', '123\\u201345\\u20136789'],
    ['hexadecimal escapes', '\\x31\\x32\\x33-45-6789'],
    ['percent-encoding', '%31%32%33%2D45%2D6789'],
    ['percent-encoded UTF-8', '123%E2%80%9345%E2%80%936789'],
    ['character references', '&#49;&#50;&#51;-45-6789'],
    ['named references', '123&nbsp;45&ndash;6789'],
    ['zero-width characters', '12\u200b3-4\u200d5-67\u206089'],
    ['soft hyphens', '123-45-67\u00ad89'],
    ['a soft line break', '123-45-67=\r\n89'],
    ['the end of a line behind a dash', '123-45-\n6789'],
    ['the same in JSON', '123-45-\\r\\n6789'],
  ])('%s', (_, value) => {
    expect(found(`is ${value}, she says`)).toEqual([`id.us.ssn ${value}`]);
  });

  it.each([
    ['lower case', 'qq 12 34 56 c'],
    ['full-width letters', 'ＱＱ１２３４５６Ｃ'],
    ['escaped letters', '\\u0051\\u005112 34 56\\u0043'],
    ['percent-encoded letters', '%51%51123456%43'],
  ])('letters: %s', (_, value) => {
    expect(found(`(${value})`)).toEqual([`id.gb.nino ${value}`]);
  });
});

describe('beside a value', () => {
  it.each([
    ['digits', '1123-45-6789 123-45-67890'],
    ['letters beside letters', 'QQ123456CX XQQ123456C 00000000TT'],
    ['letters that are no word of the rule', 'x123-45-6789 123-45-6789x abc000000012'],
    ['its own separator and more digits, whatever its name', 'ssn 123-45-6789-01 ssn 77-123-45-6789'],
    ['a longer chain', '1-123-45-6789 123-45-6789-1 1.123.45.6789 10/123/45/6789'],
    ['a version', 'v2.123.45.6789 build 1.2.123.45.6789'],
    ['asterisks', 'ssn ***-**-6789, ssn 123-45-****, •••12-3456, 110101********8531, *123-45-6789'],
    ['a decimal', 'bsn 0.000000012 bsn 000000012.5'],
    ['an exponent', 'bsn 000000012e5 bsn 1e000000012'],
    ['a UUID', '00000000-0000-4000-8000-000000000012 personnummer 0a000000-0000-4000-8000-000101000012'],
    ['a hexadecimal token', 'a000000012bcdef0123456789abcdef01 bsn'],
  ])('%s is nothing found', (_, text) => {
    expect(found(text)).toEqual([]);
  });

  it.each([
    ['a word of the rule', 'SSN123-45-6789', '123-45-6789'],
    ['a word behind', '000000012bsn', '000000012'],
    ['letters of another script', '你的123-45-6789号', '123-45-6789'],
    ['quotes', '“123-45-6789”', '123-45-6789'],
    ['brackets', '(123-45-6789)', '123-45-6789'],
    ['a full stop', 'It is 123-45-6789. Thanks', '123-45-6789'],
    ['an underscore', 'ssn_123-45-6789_x', '123-45-6789'],
    ['a chain, but its name says what it is', 'ssn: 123-45-6789/1', '123-45-6789'],
    ['a bracket of its own', 'HKID A123456(7).', 'A123456(7)'],
  ])('%s: found', (_, text, value) => {
    expect(found(text).map((line) => line.slice(line.indexOf(' ') + 1))).toEqual([value]);
  });
});

describe('a bare JSON number', () => {
  const form = (text: string): string[] =>
    scanAllShapes(text, RULES).map((located) => `${text.slice(located.start, located.end)} ${located.form}`);

  it('stays a number', () => {
    expect(form('{"bsn":123456782,"x":1}')).toEqual(['123456782 number']);
    expect(form('{"bsn":"123456782","x":1}')).toEqual(['123456782 text']);
  });

  it('is no identifier with a fraction, an exponent or a minus', () => {
    expect(form('{"bsn":[123456782.5,123456782e3,-123456782]}')).toEqual([]);
  });
});

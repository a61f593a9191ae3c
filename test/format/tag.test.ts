/** Tags that are read in one go are read as those that come byte by byte: the same zones, the same text around them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EDITABLE, type Reading } from '../../src/format/lexer.js';
import { MarkupLexer } from '../../src/format/markup.js';

/** Keeps what a lexer tells: its reading of the text, and of each byte of the document whether it may be changed. */
class Notes implements Reading {
  text = '';
  private readonly zones: [number, number][] = [];
  copy(bytes: Uint8Array, start: number, end: number): void {
    this.text += Buffer.from(bytes.subarray(start, end)).toString('latin1');
  }
  insert(ascii: Uint8Array): void {
    this.text += Buffer.from(ascii).toString('latin1');
  }
  cut(): void {
    this.text += '|';
  }
  zone(offset: number, kind: number): void {
    this.zones.push([offset, kind]);
  }
  lossy(): void {
    throw new Error('markup loses nothing');
  }
  kinds(length: number): string {
    let kind: number = EDITABLE;
    return Array.from({ length }, (_, at) => (kind = this.zones.findLast(([offset]) => offset === at)?.[1] ?? kind)).join('');
  }
}

function read(document: Buffer, isHtml: boolean, pieceBytes: number): { text: string; kinds: string } {
  const notes = new Notes();
  const lexer = new MarkupLexer(isHtml);
  for (let at = 0; at < document.length; at += pieceBytes) lexer.feed(document.subarray(at, at + pieceBytes), at, notes);
  return { text: notes.text, kinds: notes.kinds(document.length) };
}

const piece = fc.constantFrom('<', '</', '>', '/', '=', '"', "'", ' ', '\n', 'a', 'b', 'B', 'td', 'script', 'title', 'style', 'type=', 'x="4 1"', "y='>'", 'z=1', '<b>', '</b>', '<td a=b>', '</td>', '<!--', '-->', '4111', 'é', '<a\nhref = x>', ';'); // prettier-ignore

it.each([true, false])('whole or byte by byte, HTML: %s', (isHtml) => {
  const property = fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
    const document = Buffer.from(pieces.join(''));
    expect(read(document, isHtml, 1)).toEqual(read(document, isHtml, document.length + 1));
    expect(read(document, isHtml, 7)).toEqual(read(document, isHtml, document.length + 1));
  });
  fc.assert(property, { numRuns: 2000 });
});

it.each([
  ['a value without quotes', '<p a=4111>', '0111100001'],
  ['quoted values', `<p a="4" b='1'>`, '011111011111011'],
  ['no value behind the sign', '<p a=>', '011111'],
  ['two signs', '<p a==4>', '01111101'],
  ['a slash behind a value', '<br a="4"/>', '01111110111'],
])('%s', (_, tag, kinds) => {
  expect(read(Buffer.from(tag), true, 100).kinds).toBe(kinds);
  expect(read(Buffer.from(tag), true, 1).kinds).toBe(kinds);
});

it('a tag with more attributes than most', () => {
  const tag = Buffer.from(`4111<p${' a="4111"'.repeat(200)}>1111`);
  expect(read(tag, true, 1)).toEqual(read(tag, true, tag.length));
});

it('cells are told from lines, and white space at the beginning of either is not seen', () => {
  const { text } = read(Buffer.from('<tr>\n  <td>card</td>\n  <td>\n    4111 <b>1111</b> </td>\n  </tr>  <tr>x'), true, 100);
  expect(text).toBe('\n  \n;;\ncard\n;;\n4111 1111 \n;\nx');
});

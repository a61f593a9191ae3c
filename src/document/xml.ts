/**
 * The text that a reader sees in the XML of an Office file. Runs of one paragraph are joined, because programs cut a number wherever its
 * look, its spelling or its history of changes does; paragraphs, rows and cells are kept apart. It is no parser: broken markup gives
 * more text, never less.
 */

/** Elements behind which a line ends, by their local names, of WordprocessingML, SpreadsheetML, DrawingML and OpenDocument. */
const LINES = new Set(['p', 'si', 'row', 'tr', 'h', 'br', 'comment', 'table-row', 'line-break', 'cr', 'definedName', 'fld', 'li', 'div']);
/** Elements behind which a cell or a column ends. */
const CELLS = new Set(['c', 'tc', 'td', 'table-cell', 'tab', 'v', 'f', 'is', 'instrText', 's']);

const MARKUP = /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s<>/]+)[^<>]*?(\/?)>/g;

/** Text of a document or a slide. */
export function textOf(xml: string): string {
  let text = '';
  let from = 0;
  for (const match of xml.matchAll(MARKUP)) {
    text += entities(xml.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[1] !== undefined) text += match[1];
    else if (match[3] !== undefined && (match[2] === '/' || match[4] === '/')) text += breakBehind(localName(match[3]));
  }
  return text + entities(xml.slice(from));
}

function breakBehind(name: string): string {
  if (LINES.has(name)) return '\n';
  return CELLS.has(name) ? '\t' : '';
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Character references of XML, and those of SpreadsheetML (`_x0034_`, ECMA-376 part 1, 22.9.2.19). */
export function entities(text: string): string {
  if (!text.includes('&') && !text.includes('_x')) return text;
  return text
    .replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,8}));/gi, (whole, hex: string | undefined, decimal: string | undefined, name = '') => {
      if (hex !== undefined || decimal !== undefined)
        return character(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16), whole);
      return NAMED[name as string] ?? whole;
    })
    .replace(/_x([0-9a-f]{4})_/gi, (whole, hex: string) => character(Number.parseInt(hex, 16), whole));
}

function character(code: number, otherwise: string): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}

/** Shared strings of a workbook, in order (ECMA-376 part 1, 18.4.9). Phonetic runs belong to them. */
export function sharedStrings(xml: string): string[] {
  return [...xml.matchAll(/<(?:\w+:)?si\b[^>]*?(?:\/>|>([\s\S]*?)<\/(?:\w+:)?si>)/g)].map((match) => textOf(match[1] ?? '').trim());
}

const CELL = /<(?:\w+:)?c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?c>)|<\/(?:\w+:)?row>/g;

/** A sheet as rows of cells with tabs between, strings put in their places and numbers written out. */
export function sheetText(xml: string, strings: readonly string[]): string {
  let text = '';
  for (const [whole, attributes, content] of xml.matchAll(CELL)) {
    if (attributes === undefined) text += whole.startsWith('</') ? '\n' : '';
    else text += `${cellText(attributes, content ?? '', strings)}\t`;
  }
  return text;
}

function cellText(attributes: string, content: string, strings: readonly string[]): string {
  const value = /<(?:\w+:)?v\b[^>]*>([\s\S]*?)<\/(?:\w+:)?v>/.exec(content)?.[1];
  if (value === undefined) return textOf(content).trim();
  if (/\bt\s*=\s*["']s["']/.test(attributes)) return strings[Number(value)] ?? '';
  return plainNumber(entities(value).trim());
}

/** A number as a reader sees it: Excel stores those of more than eleven digits with an exponent, or with a tail of its arithmetic. */
export function plainNumber(value: string): string {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(value)) return value;
  const number = Number(value);
  if (!/[.eE]/.test(value) || !Number.isFinite(number) || Math.abs(number) >= 1e21 || Math.abs(number) < 1e11) return value;
  return BigInt(Math.round(number)).toString();
}

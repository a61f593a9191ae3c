/**
 * Readers of every format, as strict as a good receiver, for judging what comes out of Sluice: the runtime's own where it has one, a few
 * lines after the standard where it has none. They share no code with src/ and throw where a document is not valid.
 */

/** All strings of a JSON document, names and values, and those of JSON in them. */
export function jsonStrings(text: string): string[] {
  const found: string[] = [];
  collect(JSON.parse(text), found);
  return found;
}

function collect(value: unknown, found: string[]): void {
  if (typeof value === 'string') {
    found.push(value);
    if (/^\s*[[{"]/.test(value)) found.push(...attempt(() => jsonStrings(value)));
  } else if (typeof value === 'number') found.push(String(value));
  else if (Array.isArray(value)) for (const item of value) collect(item, found);
  else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      found.push(key);
      collect(item, found);
    }
  }
}

function attempt(read: () => string[]): string[] {
  try {
    return read();
  } catch {
    return [];
  }
}

/** Names and values of a form. Throws where a percent sign begins no escape. */
export function formPairs(text: string): string[] {
  if (/%(?![0-9a-f]{2})/i.test(text)) throw new Error('a percent sign without its digits');
  return [...new URLSearchParams(text)].flat();
}

const XML_NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const NAME = String.raw`[\p{L}_:][\p{L}\p{N}\p{M}_:.\-]*`;
const XML_TOKEN = new RegExp(
  [
    '<!--(?:(?!--)[^])*-->',
    String.raw`<!\[CDATA\[(?<cdata>[^]*?)\]\]>`,
    String.raw`<\?${NAME}(?:\s[^]*?)?\?>`,
    String.raw`<(?<open>${NAME})(?<attributes>(?:\s+${NAME}\s*=\s*(?:"[^<"]*"|'[^<']*'))*)\s*(?<empty>/?)>`,
    String.raw`</(?<close>${NAME})\s*>`,
    '(?<text>[^<]+)',
  ].join('|'),
  'uy',
);

/** Texts and attribute values of a well-formed XML document without DTD (XML 1.0, 5th edition). */
export function xmlTexts(document: string): string[] {
  const text = document.replace(/^\ufeff/, '');
  const found: string[] = [];
  const open: string[] = [];
  let roots = 0;
  let at = 0;
  while (at < text.length) {
    XML_TOKEN.lastIndex = at;
    const match = XML_TOKEN.exec(text);
    if (match?.groups === undefined) throw new Error('XML is not well-formed');
    at = XML_TOKEN.lastIndex;
    const { cdata, open: name, attributes = '', empty, close, text: content } = match.groups;
    if (cdata !== undefined) found.push(cdata);
    if (content !== undefined) {
      if (open.length === 0 && content.trim() !== '') throw new Error('text outside of the root');
      if (content.includes(']]>')) throw new Error('the end of a CDATA section in text');
      found.push(xmlUnescaped(content));
    }
    for (const [, , double, single] of attributes.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
      found.push(xmlUnescaped(double ?? single ?? ''));
    }
    if (name !== undefined && open.length === 0 && ++roots > 1) throw new Error('two roots');
    if (name !== undefined && empty === '') open.push(name);
    if (close !== undefined && open.pop() !== close) throw new Error('tags do not match');
  }
  if (open.length > 0 || roots === 0) throw new Error('XML is cut short');
  return found;
}

function xmlUnescaped(text: string): string {
  return text.replace(/&([^;&\s]*)(;?)/g, (_, name: string, end: string) => {
    const code = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(name);
    const character = code === null ? XML_NAMED[name] : String.fromCodePoint(code.at(1) === undefined ? Number(code[2]) : Number.parseInt(code[1], 16)); // prettier-ignore
    if (end === '' || character === undefined) throw new Error('a reference that XML does not know');
    return character;
  });
}

const HTML_NAMED: Readonly<Record<string, string>> = {
  ...XML_NAMED,
  nbsp: '\u00a0',
  ensp: '\u2002',
  thinsp: '\u2009',
  shy: '\u00ad',
  euro: '€',
};

/** What a page shows, its attributes and comments too; tags are spaces. Never throws: no HTML is invalid. */
export function htmlTexts(text: string): string[] {
  const unescaped = (part: string): string =>
    part
      .replace(/&#x0*([0-9a-f]{1,5});?/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
      .replace(/&#0*(\d{1,6});?/g, (_, code: string) => String.fromCodePoint(Number(code)))
      .replace(/&(\w+);?/g, (whole, name: string) => HTML_NAMED[name] ?? whole);
  return [unescaped(text.replace(/<[^>]*>/g, ' ')), unescaped(text.replace(/<[^>]*>/g, '')), unescaped(text)];
}

/** Rows of cells (RFC 4180). Throws where a quote is not closed or followed by something else. */
export function csvRows(text: string, separator = ','): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  for (;;) {
    let cell = '';
    if (text[at] === '"') {
      for (at++; ; at++) {
        if (at >= text.length) throw new Error('a quote is not closed');
        if (text[at] === '"' && text[at + 1] === '"') at++;
        else if (text[at] === '"') break;
        cell += text[at];
      }
      at++;
      if (at < text.length && ![separator, '\r', '\n'].includes(text[at])) throw new Error('something follows a closed quote');
    } else while (at < text.length && ![separator, '\r', '\n'].includes(text[at])) cell += text[at++];
    rows.at(-1)?.push(cell);
    if (at >= text.length) return rows;
    if (text.startsWith('\r\n', at)) at++;
    if (text[at] !== separator) rows.push([]);
    at++;
  }
}

export interface ReadPart {
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Parts of a multipart body (RFC 2046 section 5.1.1), lines in CRLF. Throws when it does not end as it should. */
export function multipartParts(bytes: Uint8Array, boundary: string): ReadPart[] {
  const text = `\r\n${Buffer.from(bytes).toString('latin1')}`;
  const pieces = text.split(`\r\n--${boundary}`);
  const last = pieces.pop() ?? '';
  if (pieces.length === 0 || !/^--[ \t]*(?:\r\n|$)/.test(last)) throw new Error('the closing boundary is missing');
  return pieces.slice(1).map((piece) => {
    if (!/^[ \t]*\r\n/.test(piece)) throw new Error('a boundary line goes on');
    return headAndBody(Buffer.from(piece.slice(piece.indexOf('\r\n') + 2), 'latin1'));
  });
}

/** Head and body of a part, an e-mail or an HTTP message without its first line. */
export function headAndBody(bytes: Uint8Array): ReadPart {
  const text = Buffer.from(bytes).toString('latin1');
  const at = text.startsWith('\r\n') ? 0 : text.indexOf('\r\n\r\n') + 2;
  if (at === 1) throw new Error('a head without an empty line');
  const headers = new Map<string, string>();
  for (const line of text.slice(0, at).replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), Buffer.from(line.slice(colon + 1).trim(), 'latin1').toString());
  } // prettier-ignore
  const body = Buffer.from(text.slice(at + 2), 'latin1');
  return { headers, body: untransferred(body, headers.get('content-transfer-encoding')) };
}

function untransferred(body: Buffer, encoding = ''): Buffer {
  if (encoding.toLowerCase() === 'base64') {
    const text = body.toString('latin1').replace(/\s/g, '');
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) throw new Error('not base64');
    return Buffer.from(text, 'base64');
  }
  if (encoding.toLowerCase() !== 'quoted-printable') return body;
  const text = body.toString('latin1').replace(/=\r\n/g, '');
  if (/=(?![0-9a-f]{2})/i.test(text)) throw new Error('not quoted-printable');
  return Buffer.from(
    text.replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}

/** A header's words undone (RFC 2047). */
export function words(text: string): string {
  return text.replace(/\?=\s+=\?/g, '?==?').replace(/=\?[\w-]+\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, value: string) =>
    kind.toUpperCase() === 'B'
      ? Buffer.from(value, 'base64').toString()
      : Buffer.from(value.replaceAll('_', ' ').replace(/=([0-9a-f]{2})/gi, (__, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1').toString(),
  );
} // prettier-ignore

/** The data of server-sent events, one string an event (HTML Living Standard, section 9.2.6). */
export function eventData(text: string): string[] {
  return text
    .split(/(?:\r\n|\n|\r){2,}/)
    .map((event) => event.split(/\r\n|\n|\r/).filter((line) => line.startsWith('data:')).map((line) => line.slice(5).replace(/^ /, '')).join('\n'))
    .filter((data) => data !== '');
} // prettier-ignore

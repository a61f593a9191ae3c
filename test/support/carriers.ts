/**
 * The ways a value travels: each carrier writes a text into a body of one format and reads it back with an independent reader
 * (test/support/readers.ts, never src/). Coats — charsets and content codings — are put around carriers.
 */
import * as zlib from 'node:zlib';
import { decode as decodeCharset, encode as encodeCharset } from './charsets.js';
import {
  csvRows,
  eventData,
  formPairs,
  headAndBody,
  htmlTexts,
  jsonStrings,
  multipartParts,
  words,
  xmlTexts,
  type ReadPart,
} from './readers.js';

export interface Carrier {
  readonly name: string;
  readonly contentType: string;
  /** Content-Encoding. */
  readonly coding?: string;
  /** Undefined where the carrier cannot hold the text. */
  encode(text: string): Buffer | undefined;
  /** What a reader of the body gets to see. Throws where the body is not valid. */
  decode(bytes: Uint8Array): readonly string[];
}

type Write = (text: string) => string | undefined;
type Read = (text: string, bytes: Uint8Array) => readonly string[];

/** A carrier of UTF-8. */
function carrier(name: string, contentType: string, write: Write, read: Read = (text) => [text]): Carrier {
  return {
    name,
    contentType,
    encode: (text) => {
      const document = write(text);
      return document === undefined ? undefined : Buffer.from(document);
    },
    decode: (bytes) => read(Buffer.from(bytes).toString(), bytes),
  };
}

const JSON_TYPE = 'application/json';
const escapedDigits = (text: string): string => text.replace(/\d/g, (digit) => `\\u00${(0x30 + Number(digit)).toString(16)}`);
const escapedAll = (text: string): string => text.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const nested = (text: string, depth: number): unknown => (depth === 0 ? { note: text } : { body: JSON.stringify(nested(text, depth - 1)) });
const isNumber = (text: string): boolean => /^[1-9]\d{11,18}$/.test(text);

export const JSON_CARRIERS: readonly Carrier[] = [
  carrier('JSON string', JSON_TYPE, (text) => JSON.stringify({ id: 7, note: text, ok: true }), jsonStrings),
  carrier('JSON string, pretty', JSON_TYPE, (text) => JSON.stringify({ list: [{ note: text }] }, undefined, 2), jsonStrings),
  carrier(
    'JSON string, digits escaped',
    JSON_TYPE,
    (text) => `{"note":"${escapedDigits(JSON.stringify(text).slice(1, -1))}"}`,
    jsonStrings,
  ),
  carrier('JSON string, all escaped', JSON_TYPE, (text) => `{"note":"${escapedAll(text)}"}`, jsonStrings),
  carrier('JSON key', JSON_TYPE, (text) => JSON.stringify({ items: { [text]: true } }), jsonStrings),
  carrier('JSON number', JSON_TYPE, (text) => (isNumber(text) ? `{"n":${text},"m":[${text}]}` : undefined), jsonStrings),
  ...[1, 2, 3, 4].map((depth) =>
    carrier(`JSON in a string, ${depth} deep`, JSON_TYPE, (text) => JSON.stringify(nested(text, depth)), jsonStrings),
  ),
  carrier('JSON without its type', 'application/octet-stream', (text) => JSON.stringify({ note: text }), jsonStrings),
];

const percent = (text: string): string =>
  Buffer.from(text)
    .toString('hex')
    .replace(/../g, (hex) => `%${hex.toUpperCase()}`);
const FORM_TYPE = 'application/x-www-form-urlencoded';
const isWellFormed = (text: string): boolean => Buffer.from(text).toString() === text;

const FORM_CARRIERS: readonly Carrier[] = [
  carrier('form value', FORM_TYPE, (text) => `step=2&note=${new URLSearchParams({ x: text }).toString().slice(2)}&lang=en`, formPairs),
  carrier('form name', FORM_TYPE, (text) => `step=2&${new URLSearchParams({ x: text }).toString().slice(2)}=1`, formPairs),
  carrier('form value, %20', FORM_TYPE, (text) => `note=${encodeURIComponent(text)}`, formPairs),
  carrier('form value, percent-encoded twice', FORM_TYPE, (text) => `note=${encodeURIComponent(encodeURIComponent(text))}`, formPairs),
  carrier('form value, every byte encoded', FORM_TYPE, (text) => `note=${percent(text)}&lang=en`, formPairs),
  carrier('JSON in a form', FORM_TYPE, (text) => `data=${encodeURIComponent(JSON.stringify({ note: text }))}`, (text) => {
    const pairs = formPairs(text);
    return [...pairs, ...jsonStrings(pairs[1])];
  }),
]; // prettier-ignore

/** Without the characters that XML 1.0 cannot hold (section 2.2). */
const isXml = (text: string): boolean => !/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text);
const xml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const numeric = (text: string): string => [...text].map((one) => `&#${one.codePointAt(0)};`).join('');
const hexadecimal = (text: string): string => [...text].map((one) => `&#x${(one.codePointAt(0) ?? 0).toString(16)};`).join('');
const inXml =
  (write: Write): Write =>
  (text) =>
    isXml(text) ? write(text) : undefined;
const XML_HEAD = '<?xml version="1.0"?>\n';

export const XML_CARRIERS: readonly Carrier[] = [
  carrier('XML text', 'application/xml', inXml((text) => `${XML_HEAD}<r a="1"><note>${xml(text)}</note><b/></r>`), xmlTexts),
  carrier('XML attribute', 'text/xml', inXml((text) => `${XML_HEAD}<r><row id="1" note="${xml(text)}"/></r>`), xmlTexts),
  carrier('XML attribute in single quotes', 'text/xml', inXml((text) => `<r note='${xml(text).replace(/'/g, '&apos;')}'/>`), xmlTexts),
  carrier('XML CDATA', 'application/xml', inXml((text) => (text.includes(']]>') ? undefined : `<r><![CDATA[${text}]]></r>`)), xmlTexts),
  carrier('XML numeric entities', 'application/xml', inXml((text) => `<r>${numeric(text)}</r>`), xmlTexts),
  carrier('XML hexadecimal entities', 'application/soap+xml', inXml((text) => `<r>${hexadecimal(text)}</r>`), xmlTexts),
  carrier('XML namespaces', 'application/soap+xml', inXml((text) => `<s:E xmlns:s="urn:x"><s:Body><p:n xmlns:p="urn:y">${xml(text)}</p:n></s:Body></s:E>`), xmlTexts),
]; // prettier-ignore

const HTML_CARRIERS: readonly Carrier[] = [
  carrier('HTML text', 'text/html', (text) => `<!doctype html><p>Hello</p><p>${xml(text)}</p>`, htmlTexts),
  carrier('HTML attribute', 'text/html', (text) => `<!doctype html><input name="note" value="${xml(text)}">`, htmlTexts),
  carrier('HTML &nbsp;', 'text/html', (text) => `<p>${xml(text).replace(/ /g, '&nbsp;')}</p>`, htmlTexts),
  carrier('HTML numeric entities', 'text/html', (text) => `<p>${numeric(text)}</p>`, htmlTexts),
  carrier('HTML table', 'text/html', (text) => `<table><tr><td>note</td><td>${xml(text)}</td></tr></table>`, htmlTexts),
];

const quoted = (text: string): string => `"${text.replace(/"/g, '""')}"`;

const TABLE_CARRIERS: readonly Carrier[] = [
  carrier('CSV', 'text/csv', (text) => `name,note,city\r\nAnna,${quoted(text)},Oslo\r\n`, (text) => csvRows(text).flat()),
  carrier('CSV, semicolons', 'text/csv', (text) => `name;note;city\nAnna;${quoted(text)};Oslo\n`, (text) => csvRows(text, ';').flat()),
  carrier('CSV, no quotes', 'text/csv', (text) => (/["\r\n,]/.test(text) ? undefined : `name,note\nAnna,${text}\n`), (text) => csvRows(text).flat()),
  carrier('TSV', 'text/tab-separated-values', (text) => (/[\t\r\n]/.test(text) ? undefined : `name\tnote\nAnna\t${text}\n`)),
]; // prettier-ignore

const RECORD_CARRIERS: readonly Carrier[] = [
  carrier('SSE, JSON', 'text/event-stream', (text) => `event: message\nid: 7\ndata: ${JSON.stringify({ delta: text })}\n\ndata: {"delta":""}\n\n`, (text) =>
    eventData(text).flatMap(jsonStrings),
  ),
  carrier('SSE, text', 'text/event-stream', (text) => (/[\r\n]/.test(text) ? undefined : `retry: 9\r\ndata: ${text}\r\n\r\n`), eventData),
  carrier('NDJSON', 'application/x-ndjson', (text) => `{"seq":1}\n${JSON.stringify({ seq: 2, note: text })}\n{"seq":3}\n`, (text) =>
    text.split('\n').filter((line) => line !== '').flatMap(jsonStrings),
  ),
]; // prettier-ignore

const CRLF = (...lines: string[]): string => lines.join('\r\n');
const FORM_DATA = 'multipart/form-data; boundary=b0undary';
const field = (...lines: string[]): string => CRLF('--b0undary', ...lines, '--b0undary--', '');
const base64Lines = (text: string): string =>
  (
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n');
/** Quoted-printable (RFC 2045 section 6.7): lines of at most 76 characters; the text is binary, so that CR and LF are encoded. */
const quotedPrintable = (text: string): string => {
  const tokens = [...Buffer.from(text).toString('latin1')].map((one) =>
    /[!-<>-~]/.test(one) || one === ' ' ? one : `=${one.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
  );
  const lines = [''];
  for (const token of tokens) {
    if ((lines.at(-1) ?? '').length + token.length > 75) lines.push('');
    lines[lines.length - 1] += token;
  }
  return lines.map((line) => line.replace(/ $/, '=20')).join('=\r\n');
};
const textsOf = ({ headers, body }: ReadPart): string[] => [body.toString(), ...[...headers.values()].map(words)];
const readForm: Read = (_, bytes) => multipartParts(bytes, 'b0undary').flatMap(textsOf);
const onLine =
  (write: Write): Write =>
  (text) =>
    /[\r\n]/.test(text) ? undefined : write(text);

export const MULTIPART_CARRIERS: readonly Carrier[] = [
  carrier('multipart value', FORM_DATA, (text) => field('Content-Disposition: form-data; name="note"', '', text), readForm),
  carrier('multipart name', FORM_DATA, onLine((text) => field(`Content-Disposition: form-data; name="${text.replace(/["\\]/g, '\\$&')}"`, '', 'x')), readForm),
  carrier('multipart file name', FORM_DATA, onLine((text) => field(`Content-Disposition: form-data; name="f"; filename="${text.replace(/["\\]/g, '\\$&')}.txt"`, 'Content-Type: text/plain', '', 'hej')), readForm),
  carrier('multipart file', FORM_DATA, (text) => field('Content-Disposition: form-data; name="f"; filename="a.txt"', 'Content-Type: text/plain; charset=utf-8', '', text), readForm),
  carrier('multipart JSON', FORM_DATA, (text) => field('Content-Disposition: form-data; name="d"', 'Content-Type: application/json', '', JSON.stringify({ note: text })), (_, bytes) =>
    multipartParts(bytes, 'b0undary').flatMap(({ body }) => jsonStrings(body.toString())),
  ),
  carrier('multipart base64', FORM_DATA, (text) => field('Content-Disposition: form-data; name="f"', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '', base64Lines(text)), readForm),
  carrier('multipart quoted-printable', FORM_DATA, (text) => field('Content-Disposition: form-data; name="f"', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable', '', quotedPrintable(text)), readForm),
]; // prettier-ignore

const readMail: Read = (_, bytes) => textsOf(headAndBody(bytes));
const mail = (encoding: string, body: string): string =>
  CRLF(
    'From: a@example.com',
    'Subject: hej',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Transfer-Encoding: ${encoding}`,
    '',
    body,
    '',
  );

const MAIL_CARRIERS: readonly Carrier[] = [
  carrier('e-mail', 'message/rfc822', (text) => mail('8bit', text.replace(/\r?\n/g, '\r\n')), readMail),
  carrier('e-mail, quoted-printable', 'message/rfc822', (text) => mail('quoted-printable', quotedPrintable(text)), readMail),
  carrier('e-mail, base64', 'message/rfc822', (text) => mail('base64', base64Lines(text)), readMail),
  carrier('e-mail subject, base64', 'message/rfc822', (text) => CRLF(`Subject: =?UTF-8?B?${Buffer.from(text).toString('base64')}?=`, '', 'hej', ''), readMail),
  carrier('batch of HTTP', 'multipart/mixed; boundary=b0undary', (text) => {
    const body = JSON.stringify({ note: text });
    return field('Content-Type: application/http', 'Content-Transfer-Encoding: binary', '', 'HTTP/1.1 200 OK', 'Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`, '', body);
  }, (_, bytes) => multipartParts(bytes, 'b0undary').flatMap(({ body }) => {
    const text = body.toString();
    const message = headAndBody(Buffer.from(text.slice(text.indexOf('\r\n') + 2)));
    if (Number(message.headers.get('content-length')) !== message.body.length) throw new Error('the length is wrong');
    return jsonStrings(message.body.toString());
  })),
]; // prettier-ignore

export const TEXT_CARRIER = carrier('text', 'text/plain', (text) => text);

/** One byte and another are UTF-8 in all of these. */
export const PLAIN_CARRIERS: readonly Carrier[] = [
  TEXT_CARRIER,
  carrier('text without a type', 'application/octet-stream', (text) => text),
  ...JSON_CARRIERS, ...FORM_CARRIERS, ...XML_CARRIERS, ...HTML_CARRIERS, ...TABLE_CARRIERS, ...RECORD_CARRIERS, ...MULTIPART_CARRIERS, ...MAIL_CARRIERS,
].map((one) => ({ ...one, encode: (text) => (isWellFormed(text) ? one.encode(text) : undefined) })); // prettier-ignore

/** A carrier's body in another charset, which its Content-Type names. */
export function inCharset(inner: Carrier, charset: string, bom = ''): Carrier {
  return {
    name: `${inner.name} in ${charset}${bom === '' ? '' : ' with its mark'}`,
    contentType: bom === '' ? `${inner.contentType}; charset=${charset}` : inner.contentType,
    encode: (text) => {
      const document = inner.encode(text);
      return document && encodeCharset(bom + document.toString(), charset);
    },
    decode: (bytes) => {
      const text = decodeCharset(bytes, charset);
      return [text, ...inner.decode(Buffer.from(text.replace(/^\ufeff/, '')))];
    },
  };
}

type Pack = (bytes: Uint8Array) => Buffer;
/** Node 20 and its type definitions lack it. */
const zstd = (zlib as object as { zstdCompressSync?: Pack }).zstdCompressSync;

export const CODINGS: readonly (readonly [coding: string, pack: Pack])[] = [
  ['gzip', zlib.gzipSync],
  ['x-gzip', zlib.gzipSync],
  ['br', zlib.brotliCompressSync],
  ['deflate', zlib.deflateSync],
  ['deflate', zlib.deflateRawSync],
  ['gzip', (bytes) => Buffer.concat([zlib.gzipSync(bytes.subarray(0, bytes.length >> 1)), zlib.gzipSync(bytes.subarray(bytes.length >> 1))])],
  ['deflate, gzip', (bytes) => zlib.gzipSync(zlib.deflateSync(bytes))],
  ['gzip, br, x-gzip', (bytes) => zlib.gzipSync(zlib.brotliCompressSync(zlib.gzipSync(bytes)))],
  ...(zstd === undefined ? [] : ([['zstd', zstd], ['gzip, zstd', (bytes: Uint8Array) => zstd(zlib.gzipSync(bytes))]] as const)),
]; // prettier-ignore

/** A carrier's body under a content coding. It decodes what is left when the coding is undone. */
export const under = (inner: Carrier, [coding, pack]: (typeof CODINGS)[number], at: number): Carrier => ({
  ...inner,
  name: `${inner.name} under ${coding} (${at + 1})`,
  coding,
  encode: (text) => {
    const bytes = inner.encode(text);
    return bytes && pack(bytes);
  },
});

const byName = (name: string): Carrier => {
  const found = PLAIN_CARRIERS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no carrier ${name}.`);
  return found;
};

const WIDE = ['text', 'JSON string', 'JSON in a string, 2 deep', 'XML text', 'XML attribute', 'HTML text', 'CSV', 'NDJSON'].map(byName);
const NARROW = ['text', 'JSON string', 'XML text', 'CSV'].map(byName);
const NARROW_CHARSETS = [
  'iso-8859-1',
  'windows-1252',
  'shift_jis',
  'gb18030',
  'iso-2022-jp',
  'euc-jp',
  'big5',
  'euc-kr',
  'windows-1256',
  'koi8-r',
];

export const CHARSET_CARRIERS: readonly Carrier[] = [
  ...WIDE.flatMap((inner) =>
    ['utf-16le', 'utf-16be'].flatMap((charset) => [inCharset(inner, charset), inCharset(inner, charset, '\ufeff')]),
  ),
  ...NARROW.flatMap((inner) => NARROW_CHARSETS.map((charset) => inCharset(inner, charset))),
];

export const CODED_CARRIERS: readonly Carrier[] = [
  ...['text', 'JSON string', 'XML text', 'form value', 'multipart base64', 'SSE, JSON'].map(byName),
  inCharset(byName('JSON string'), 'utf-16le', '\ufeff'),
].flatMap((inner) => CODINGS.map((coding, at) => under(inner, coding, at)));

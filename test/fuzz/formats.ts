/** Random documents of each format, valid by construction, with an independent reader that says whether they still are. */
import fc from 'fast-check';
import { decode as decodeCharset, encode as encodeCharset } from '../support/charsets.js';
import { CODINGS } from '../support/carriers.js';
import {
  csvRows,
  eventData,
  formPairs,
  headAndBody,
  htmlTexts,
  jsonStrings,
  multipartParts,
  words as headerWords,
  xmlTexts,
} from '../support/readers.js';
import { card, clean, join, line, plain, words, type Piece } from './words.js';

export interface Document {
  readonly bytes: Buffer;
  readonly contentType: string;
  /** Content-Encoding. */
  readonly coding: string | undefined;
  readonly pans: readonly string[];
  /** What a reader sees, in an order that masks do not change. Throws where the document is not valid. */
  readonly read: (bytes: Uint8Array) => readonly string[];
}

type Read = (text: string, bytes: Uint8Array) => readonly string[];

const documentOf =
  (contentType: string, read: Read) =>
  ({ text, pans }: Piece): Document => ({
    bytes: Buffer.from(text),
    contentType,
    coding: undefined,
    pans,
    read: (bytes) => read(Buffer.from(bytes).toString(), bytes),
  });

const mapped = (piece: Piece, write: (text: string) => string): Piece => ({ ...piece, text: write(piece.text) });
const either = (...writes: readonly ((text: string) => string)[]): fc.Arbitrary<Piece> =>
  fc.tuple(words, fc.constantFrom(...writes)).map(([piece, write]) => mapped(piece, write));

// JSON

const quotedJson = (text: string): string => JSON.stringify(text);
const escapedDigits = (text: string): string => quotedJson(text).replace(/(?<!\\u[0-9a-f]{0,3})\d/g, (digit) => `\\u003${digit}`);
const escapedAscii = (text: string): string =>
  quotedJson(text).replace(/[^\0-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const escapedSlashes = (text: string): string => quotedJson(text).replaceAll('/', '\\/');
const inString = (text: string): string => quotedJson(JSON.stringify({ text }));
const STRINGS = [quotedJson, escapedDigits, escapedAscii, escapedSlashes, inString, (text: string): string => quotedJson(inString(text))];

const jsonNumber: fc.Arbitrary<Piece> = fc.constantFrom(
  ...['4111111111111111', '378282246310005', '6205500000000000004'].map((text) => ({ text, pans: [text] })),
  ...['0', '-1', '12.5e3', '1644306393624', '0.4999565660195617', '123456789012345678'].map(plain),
);
const jsonKey = fc.constantFrom('id', 'note', 'card', 'cvv', 'expiry', 'body', 'список', '').map((key) => JSON.stringify(key));

const { tree: jsonTree } = fc.letrec<{ tree: Piece }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    either(...STRINGS),
    jsonNumber,
    fc.constantFrom('true', 'null', '""', '{}', '[ ]').map(plain),
    fc.array(tie('tree'), { maxLength: 4 }).map((items) => join(items, (texts) => `[${texts.join(',')}]`)),
    fc.array(fc.tuple(jsonKey, tie('tree'), fc.constantFrom('', ' ', '\n  ')), { maxLength: 4 }).map((items) =>
      join(items.map(([, value]) => value), (texts) => `{${texts.map((text, at) => `${items[at][2]}${items[at][0]}:${items[at][2]}${text}`).join(',')}}`),
    ),
  ),
})); // prettier-ignore
const oneLine = (piece: Piece): Piece => mapped(piece, (text) => text.replace(/\n/g, ' ')); // line ends in strings are escaped

const json = fc.tuple(jsonTree, fc.constantFrom('', '\ufeff', ' \n')).map(([tree, start]) => mapped(tree, (text) => start + text));
const ndjson = fc
  .array(
    jsonTree.map(oneLine).map((piece) => mapped(piece, (text) => `[${text}]`)),
    { maxLength: 5 },
  )
  .map((lines) => join(lines, (texts) => texts.map((text) => `${text}\n`).join('')));
const readLines: Read = (text) => text.split('\n').filter((row) => row !== '').flatMap(jsonStrings); // prettier-ignore

const field = fc.constantFrom('event: message\n', 'id: 7\n', ': ping\n', 'retry: 10\n', '');
const events = fc
  .array(fc.tuple(field, fc.oneof(jsonTree.map(oneLine), line)), { maxLength: 5 })
  .map((list) => join(list.map(([, data]) => data), (texts) => texts.map((text, at) => `${list[at][0]}data: ${text}\n\n`).join(''))); // prettier-ignore

// Markup

const isXml = (text: string): string => text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
const xml = (text: string): string =>
  isXml(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const references = (text: string): string =>
  [...isXml(text)].map((one) => (/[\s\d<&>"]/.test(one) ? `&#${one.codePointAt(0)};` : one)).join('');
const hexadecimal = (text: string): string => [...isXml(text)].map((one) => `&#x${(one.codePointAt(0) ?? 0).toString(16)};`).join('');
const cdata = (text: string): string => `<![CDATA[${isXml(text).replaceAll(']]', '] ]')}]]>`;
const attribute = (text: string): string => `<row id="1" note="${xml(text)}"/>`;
const comment = (text: string): string => `<!-- ${isXml(text).replace(/-(?=-|>|$)/g, '- ')} -->`;

const { element } = fc.letrec<{ element: Piece }>((tie) => ({
  element: fc
    .tuple(
      fc.constantFrom('note', 'card', 'ns:pan', 'row', 'Straße'),
      fc.array(fc.oneof({ maxDepth: 3 }, either(xml, references, hexadecimal, cdata, attribute, comment), tie('element')), {
        maxLength: 4,
      }),
    )
    .map(([name, inner]) => join(inner, (texts) => `<${name}>${texts.join(' ')}</${name}>`)),
}));
const xmlDocument = fc
  .tuple(fc.constantFrom('', '<?xml version="1.0"?>\n', '\ufeff<?xml version="1.0" encoding="utf-8"?>'), element)
  .map(([head, root]) => mapped(root, (text) => head + text));

const { block } = fc.letrec<{ block: Piece }>((tie) => ({
  block: fc
    .tuple(
      fc.constantFrom('p', 'div', 'td', 'b', 'span class="x"', 'li'),
      fc.array(
        fc.oneof(
          { maxDepth: 3 },
          either(xml, references, hexadecimal),
          either((text) => `<input value="${xml(text)}">`),
          tie('block'),
        ),
        {
          maxLength: 4,
        },
      ),
    )
    .map(([name, inner]) => join(inner, (texts) => `<${name}>${texts.join(' ')}</${name.split(' ')[0]}>`)),
}));
const html = block.map((piece) => mapped(piece, (text) => `<!doctype html><body>${text}`));
/** Tags in order: none may go or come. */
const readHtml: Read = (text) => [...htmlTexts(text), ...(text.match(/<\/?[a-z]+/g) ?? [])];

// Tables and forms

const cell = fc.oneof(words, card, clean).map((piece) => mapped(piece, (text) => `"${text.replace(/"/g, '""')}"`));
const bareCell = fc.oneof(line, card).map((piece) => mapped(piece, (text) => text.replace(/[",]/g, ' ')));
const csv = fc
  .array(fc.tuple(cell, bareCell, cell), { maxLength: 4 })
  .map((rows) => join(rows.map((row) => join(row, (texts) => texts.join(','))), (texts) => ['name,note,card', ...texts].join('\r\n'))); // prettier-ignore

const encoded = (text: string): string => new URLSearchParams({ x: text }).toString().slice(2);
const everyByte = (text: string): string =>
  Buffer.from(text)
    .toString('hex')
    .replace(/../g, (hex) => `%${hex}`);
const twice = (text: string): string => encodeURIComponent(encodeURIComponent(text));
const FORMS = [
  encoded,
  (text: string): string => encodeURIComponent(text),
  everyByte,
  twice,
  (text: string): string => encoded(JSON.stringify({ text })),
];
const form = fc
  .array(fc.tuple(fc.constantFrom('note', 'card', 'cvv', 'a%5Bb%5D', ''), either(...FORMS)), { maxLength: 4 })
  .map((pairs) => join(pairs.map(([, value]) => value), (texts) => texts.map((text, at) => `${pairs[at][0]}=${text}`).join('&'))); // prettier-ignore

// Containers

const base64 = (text: string): string =>
  (
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n');
const quotedPrintable = (text: string): string =>
  (
    Buffer.from(text)
      .toString('latin1')
      .match(/[^]{1,20}/g) ?? []
  )
    .map((row) => row.replace(/[^!-<>-~]/g, (one) => `=${one.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`))
    .join('=\r\n');
const withoutBoundary = (text: string): string => text.replaceAll('--b0undary', '--');
const TRANSFERS = [['8bit', (text: string): string => text], ['base64', base64], ['quoted-printable', quotedPrintable]] as const; // prettier-ignore
const quotedName = (text: string): string => text.replace(/["\\%&=;]/g, ' ');

const part = fc
  .tuple(
    fc.oneof(
      json.map((piece) => ['application/json', piece] as const),
      words.map((piece) => ['text/plain; charset=utf-8', piece] as const),
      xmlDocument.map((piece) => ['text/xml', piece] as const),
    ),
    fc.constantFrom(...TRANSFERS),
    fc.oneof(line, fc.constant(plain('note'))),
    fc.boolean(),
  )
  .map(([[type, body], [transfer, write], name, isFile]) =>
    join([name, body], ([nameText, text]) =>
      [
        '--b0undary',
        `Content-Disposition: form-data; name="${isFile ? 'f' : quotedName(nameText)}"${isFile ? `; filename="${quotedName(nameText)}.txt"` : ''}`,
        `Content-Type: ${type}`,
        `Content-Transfer-Encoding: ${transfer}`,
        '',
        write(withoutBoundary(text)),
        '',
      ].join('\r\n'),
    ),
  );
const multipart = fc
  .array(part, { minLength: 1, maxLength: 3 })
  .map((parts) => join(parts, (texts) => `${texts.join('')}--b0undary--\r\n`));
const readParts: Read = (_, bytes) =>
  multipartParts(bytes, 'b0undary').flatMap(({ headers, body }) => {
    if (headers.get('content-type') === 'application/json') jsonStrings(body.toString().replace(/^\ufeff/, ''));
    if (headers.get('content-type') === 'text/xml') xmlTexts(body.toString());
    return [...headers.values(), body.toString()];
  });

const mail = fc.tuple(line, words, fc.constantFrom(...TRANSFERS)).map(([subject, body, [transfer, write]]) =>
  join([subject, body], ([subjectText, text]) =>
    ['From: a@b.example', `Subject: =?UTF-8?B?${Buffer.from(subjectText).toString('base64')}?=`, 'Content-Type: text/plain; charset=utf-8', `Content-Transfer-Encoding: ${transfer}`, '', write(text)].join('\r\n'),
  ),
); // prettier-ignore
const readMail: Read = (_, bytes) => {
  const { headers, body } = headAndBody(bytes);
  return [...[...headers.values()].map(headerWords), body.toString()];
};

const response = json.map((piece) =>
  mapped(piece, (text) =>
    ['--b0undary', 'Content-Type: application/http', '', 'HTTP/1.1 200 OK', 'Content-Type: application/json', `Content-Length: ${Buffer.byteLength(withoutBoundary(text))}`, '', withoutBoundary(text), ''].join('\r\n'),
  ),
); // prettier-ignore
const batch = fc
  .array(response, { minLength: 1, maxLength: 3 })
  .map((parts) => join(parts, (texts) => `${texts.join('')}--b0undary--\r\n`));
const readBatch: Read = (_, bytes) =>
  multipartParts(bytes, 'b0undary').map(({ body }) => {
    const message = headAndBody(body.subarray(body.indexOf('\n') + 1));
    if (Number(message.headers.get('content-length')) !== message.body.length) throw new Error('the length is wrong');
    jsonStrings(message.body.toString().replace(/^\ufeff/, ''));
    return message.body.toString();
  });

const readJson: Read = (text) => [text.replace(/^\ufeff/, ''), jsonStrings(text.replace(/^\ufeff/, '')).join('\n')];
const readTable: Read = (text) => csvRows(text).flat();

const PLAIN = {
  json: json.map(documentOf('application/json', readJson)),
  ndjson: ndjson.map(documentOf('application/x-ndjson', (text, bytes) => [text, readLines(text, bytes).join('\n')])),
  sse: events.map(documentOf('text/event-stream', eventData)),
  xml: xmlDocument.map(documentOf('application/xml', xmlTexts)),
  html: html.map(documentOf('text/html; charset=utf-8', readHtml)),
  csv: csv.map(documentOf('text/csv', readTable)),
  form: form.map(documentOf('application/x-www-form-urlencoded', formPairs)),
  text: words.map(documentOf('text/plain', (text) => [text])),
  multipart: multipart.map(documentOf('multipart/form-data; boundary=b0undary', readParts)),
  mail: mail.map(documentOf('message/rfc822', readMail)),
  batch: batch.map(documentOf('multipart/mixed; boundary=b0undary', readBatch)),
} as const;

// Coats

const CHARSETS = ['utf-16le', 'utf-16be', 'windows-1252', 'shift_jis', 'gb18030', 'euc-jp', 'iso-2022-jp', 'big5', 'koi8-r'];
const inner = fc.oneof(PLAIN.json, PLAIN.text, PLAIN.xml, PLAIN.csv);

/** The document in a charset, without the characters that it does not have. */
function inCharset(document: Document, charset: string): Document {
  const text = document.bytes.toString().replace(/^\ufeff/, '').replace(/encoding="utf-8"/, '');
  const held = [...text].map((one) => (encodeCharset(one, charset) === undefined ? 'x' : one)).join('');
  return {
    ...document,
    bytes: encodeCharset(held, charset) ?? Buffer.alloc(0),
    contentType: `${document.contentType}; charset=${charset}`,
    pans: document.pans.filter(() => held === text),
    read: (bytes) => document.read(Buffer.from(decodeCharset(bytes, charset))),
  };
} // prettier-ignore

export const FORMATS: Readonly<Record<string, fc.Arbitrary<Document>>> = {
  ...PLAIN,
  charset: fc.tuple(inner, fc.constantFrom(...CHARSETS)).map(([document, charset]) => inCharset(document, charset)),
  coded: fc
    .tuple(fc.oneof(PLAIN.json, PLAIN.text, PLAIN.form, PLAIN.multipart), fc.constantFrom(...CODINGS))
    .map(([document, [coding, pack]]) => ({ ...document, coding, bytes: pack(document.bytes) })),
};

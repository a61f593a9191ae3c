/** Evasions 32–38: documents made of parts and of marks. */
import { type BodyWay, type Evasion, type Make, type Standing, each, hexOf } from './evasion.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const form = (name: string, make: Make, stands: Standing = 'masked', twin?: 'refused'): BodyWay => ({
  over: 'body',
  type: 'multipart/form-data; boundary=b',
  name,
  make,
  stands,
  ...(twin !== undefined && { twin }),
});
const part = (head: string, body: string, boundary = 'b'): string => `--${boundary}\r\n${head}\r\n\r\n${body}\r\n--${boundary}--\r\n`;
const field = (rest: string, body = 'x'): string => part(`Content-Disposition: form-data; ${rest}`, body);
const markup =
  (type: string) =>
  (name: string, make: Make, stands: Standing = 'masked', twin?: 'refused'): BodyWay => ({
    over: 'body',
    type,
    name,
    make,
    stands,
    ...(twin !== undefined && { twin }),
  });
const xml = markup('application/xml');
const html = markup('text/html; charset=utf-8');
const entities = (card: string): string => each(card, (c) => `&#${c.charCodeAt(0)};`);
const quoted = (card: string): string => each(card, (c) => `=${hexOf(c).toUpperCase()}`);
const IN_MARKUP = { refused: 'SLUICE_SCRIPT_SENSITIVE' } as const;
const DOCTYPE = { refused: 'SLUICE_DOCTYPE_REFUSED' } as const;

const PARTS: readonly Evasion[] = [
  {
    number: 32,
    name: 'multipart: values, names, file names, heads, preamble, broken boundaries',
    story: 'Each place in a multipart body that a reader shows and a scanner skips.',
    right: 'mask or refuse',
    ways: [
      form('a value', (card) => field('name="note"', `card ${card}`)),
      form('a name', (card) => field(`name="${card}"`)),
      form('a file name', (card) => field(`name="f"; filename="${card}.txt"`)),
      form('filename*', (card) => field(`name="f"; filename*=UTF-8''${each(card, (c) => `%${hexOf(c)}`)}`)),
      form('a file name as encoded word', (card) => field(`name="f"; filename="=?UTF-8?B?${base64(`card ${card}`)}?="`)),
      form('a head of a part', (card) => part(`Content-Disposition: form-data; name="a"\r\nX-Card: ${card}`, 'x')),
      form('preamble', (card) => `card ${card}\r\n${field('name="a"')}`),
      form('epilogue', (card) => `${field('name="a"')}card ${card}\r\n`),
      form(
        'no last boundary',
        (card) => `--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n${card}\r\n`,
        { refused: 'SLUICE_MULTIPART_MALFORMED' },
        'refused',
      ),
      form(
        'another boundary than declared',
        (card) => part('Content-Disposition: form-data; name="a"', card, 'c'),
        { refused: 'SLUICE_MULTIPART_MALFORMED' },
        'refused',
      ),
    ],
  },
  {
    number: 33,
    name: 'multipart: parts in base64 and quoted-printable',
    story: 'A part says how it is packed; a scanner of bytes does not care.',
    right: 'mask or refuse',
    ways: [
      form('base64', (card) =>
        part('Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64', base64(`the card is ${card}`)),
      ),
      form('quoted-printable', (card) =>
        part(
          'Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: quoted-printable',
          `card ${quoted(card.slice(0, 6))}${card.slice(6)}`,
        ),
      ),
      form('soft line breaks', (card) =>
        part(
          'Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: quoted-printable',
          `card ${card.slice(0, 7)}=\r\n${card.slice(7)}`,
        ),
      ),
      form(
        'a packing that nobody knows',
        (card) => part('Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: x-uuencode', base64(card)),
        { refused: 'SLUICE_PART_UNSUPPORTED' },
        'refused',
      ),
    ],
  },
];

const MARKS: readonly Evasion[] = [
  {
    number: 34,
    name: 'XML: entities and attributes',
    story: 'Every reader of XML turns &#52; into 4.',
    right: 'mask',
    ways: [
      xml('an element', (card) => `<?xml version="1.0"?><c><n>${card}</n></c>`),
      xml('an attribute', (card) => `<c n="${card}"/>`),
      xml('decimal references', (card) => `<c>${entities(card)}</c>`),
      xml('hexadecimal references', (card) => `<c n='${each(card, (c) => `&#x${hexOf(c)};`)}'/>`),
    ],
  },
  {
    number: 35,
    name: 'XML: split by CDATA or a comment',
    story: 'Marks that vanish when the text is read cut the number in two.',
    right: 'mask or refuse',
    ways: [
      xml('a CDATA section', (card) => `<c><![CDATA[${card}]]></c>`),
      xml('two CDATA sections', (card) => `<c><![CDATA[${card.slice(0, 8)}]]><![CDATA[${card.slice(8)}]]></c>`),
      xml('a comment', (card) => `<c>${card.slice(0, 8)}<!-- x -->${card.slice(8)}</c>`),
    ],
  },
  {
    number: 36,
    name: 'XML: entities of a document type',
    story: 'The document defines &c; as the first half of the card.',
    right: 'refuse',
    ways: [
      xml('an entity of the whole card', (card) => `<!DOCTYPE a [<!ENTITY c "${card}">]><a>&c;</a>`, DOCTYPE, 'refused'),
      xml(
        'an entity of half a card',
        (card) => `<!DOCTYPE a [<!ENTITY c "${card.slice(0, 8)}">]><a>&c;${card.slice(8)}</a>`,
        DOCTYPE,
        'refused',
      ),
    ],
  },
  {
    number: 37,
    name: 'HTML: entities, no-break spaces, scripts, attributes',
    story: 'The page shows the card; its source does not.',
    right: 'mask',
    ways: [
      html('references', (card) => `<p>${entities(card)}</p>`),
      html('&nbsp;', (card) => `<p>${card.replace(/(.{4})(?=.)/g, '$1&nbsp;')}</p>`),
      html('references without semicolons', (card) => `<p>${each(card, (c) => `&#${c.charCodeAt(0)}`)} </p>`),
      html('a script', (card) => `<script>const card = "${card}";</script>`, IN_MARKUP),
      html('an attribute', (card) => `<input name="card" value="${card}">`),
      html('a comment', (card) => `<!-- ${card} --><p>x</p>`),
    ],
  },
  {
    number: 38,
    name: 'HTML: tags and comments between digits',
    story: 'Markup that colours each group of a number takes it apart for the scanner.',
    right: 'mask',
    ways: [
      html(
        'tags around groups',
        (card) => `<p><b>${card.slice(0, 4)}</b> <b>${card.slice(4, 8)}</b> <b>${card.slice(8, 12)}</b> <b>${card.slice(12)}</b></p>`,
      ),
      html('a comment', (card) => `<p>${card.slice(0, 8)}<!-- -->${card.slice(8)}</p>`),
    ],
  },
];

export const CONTAINERS: readonly Evasion[] = [...PARTS, ...MARKS];

/** Evasions 23–31: packed values, URLs, and everything in a message's head, behind its body and between its chunks. */
import {
  type BodyWay,
  type Evasion,
  type HeaderWay,
  type Make,
  type RawWay,
  type Standing,
  type UrlWay,
  each,
  grouped,
  hexOf,
} from './evasion.js';

const percent = (card: string): string => each(card, (c) => `%${hexOf(c)}`);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const packed = (name: string, type: string, make: Make): BodyWay => ({
  over: 'body',
  type,
  name,
  make,
  stands: { leaks: 'base64 in a field is not decoded; any word may be base64' },
});
const form = (name: string, make: Make, stands: Standing = 'masked'): BodyWay => ({
  over: 'body',
  type: 'application/x-www-form-urlencoded',
  only: 'request',
  name,
  make,
  stands,
});
const url = (name: string, make: Make, stands: Standing = { refused: 'SLUICE_URL_SENSITIVE' }): UrlWay => ({
  over: 'url',
  name,
  make,
  stands,
});
const header = (name: string, field: string, make: Make, only?: HeaderWay['only'], stands: Standing = 'masked'): HeaderWay => ({
  over: 'header',
  header: field,
  name,
  make,
  stands,
  ...(only !== undefined && { only }),
});
const dropped = (name: string, field: string, make: Make, only?: HeaderWay['only']): HeaderWay => ({
  ...header(name, field, make, only, 'dropped'),
  twin: 'dropped',
});
const SIGNED = 'changing a token breaks its signature or its session';

export const PACKED: readonly Evasion[] = [
  {
    number: 23,
    name: 'base64 in a field',
    story: 'Attachments, data: URLs and state travel in base64, where no digit of the card is to be seen.',
    right: 'mask or refuse',
    ways: [
      packed('a JSON string', 'application/json', (card) => JSON.stringify({ note: base64(`the card is ${card}, thank you`) })),
      packed('a data: URL', 'text/html', (card) => `<a href="data:text/plain;base64,${base64(`the card is ${card}`)}">note</a>`),
    ],
  },
  {
    number: 24,
    name: 'tokens, hexadecimal, Basic credentials',
    story: 'The payload of a signed token can be read by everybody.',
    right: 'alert',
    ways: [
      {
        ...header('Basic credentials', 'Authorization', (card) => `Basic ${base64(`agent:${card}`)}`, 'request'),
        stands: { told: SIGNED },
      },
      {
        ...header('a JWT', 'Authorization', (card) => `Bearer ${base64('{"alg":"HS256"}')}.${base64(`{"sub":"${card}"}`)}.c2ln`, 'request'),
        stands: { told: SIGNED },
      },
      {
        over: 'body',
        type: 'text/plain',
        name: 'a hexadecimal dump',
        make: (card) => `dump ${Buffer.from(card).toString('hex')}`,
        stands: { leaks: 'not decoded' },
      },
    ],
  },
  {
    number: 25,
    name: 'forms',
    story: 'Percent signs hide digits, plus signs hide spaces, and some frameworks decode twice.',
    right: 'mask',
    ways: [
      form('percent', (card) => `a=1&card=${percent(card)}&b=2`),
      form('plus', (card) => `a=1&card=${grouped(card, '+')}`),
      form('a name', (card) => `${card}=1`),
      form('percent twice', (card) => `card=${percent(card).replaceAll('%', '%25')}`),
      form('JSON in a field', (card) => `message=${encodeURIComponent(`{"actions":[{"card":"${card}"}]}`)}`),
    ],
  },
];

const URLS: Evasion = {
  number: 26,
  name: 'URL: path and query',
  story: 'A search for a card lands in the URL, and from there in every log on the way.',
  right: 'refuse',
  ways: [
    url('query', (card) => `/search?q=${card}`),
    url('path', (card) => `/cards/${card}/history`),
    url('path segments', (card) => `/cards/${grouped(card, '/')}`),
    url('a matrix parameter', (card) => `/cards;number=${card}`),
    url('percent', (card) => `/search?q=${percent(card)}`),
    url('percent twice', (card) => `/search?q=${percent(card).replaceAll('%', '%25')}`),
    url('percent three times', (card) => `/search?q=${percent(card).replaceAll('%', '%2525')}`),
    url('one digit in percent', (card) => `/search?q=${card.slice(0, 4)}${percent(card[4] ?? '')}${card.slice(5)}`),
    url('plus', (card) => `/search?q=${grouped(card, '+')}`),
    url('%20', (card) => `/search?q=${grouped(card, '%20')}`),
    url('a no-break space in percent', (card) => `/search?q=${grouped(card, '%C2%A0')}`),
    url(
      'full-width digits in percent',
      (card) => `/search?q=${each(card, (c) => (/\d/.test(c) ? `%EF%BC%${(0x90 + Number(c)).toString(16)}` : c))}`,
    ),
    url('quoted, in percent', (card) => `/search?q=%22${card}%22`),
    url('JSON in percent', (card) => `/search?q=${encodeURIComponent(`{"card":"${card}"}`)}`),
    url('a query language', (card) => `/query?q=SELECT+Id+FROM+Card__c+WHERE+Number__c='${card}'`),
    url('a NUL after each digit', (card) => `/search?q=${each(card, (c) => `${c}%00`)}`),
    url('%u escapes', (card) => `/search?q=${each(card, (c) => `%u00${hexOf(c)}`)}`),
    url('JSON escapes', (card) => `/search?q=${each(card, (c) => `%5Cu00${hexOf(c)}`)}`),
    url('a name', (card) => `/search?${card}=1`),
    { ...url('absolute form', (card) => `http://desk/search?q=${card}`), shows: (card) => `/search?q=${card}` },
  ],
};

const VALUES: Evasion = {
  number: 27,
  name: 'headers and cookies',
  story: 'What is typed into a page ends up in cookies, referrers and headers of the application.',
  right: 'mask',
  ways: [
    header('a header', 'X-Customer', (card) => `card ${card}`),
    header('a cookie', 'Cookie', (card) => `sid=abc; last=${card}; theme=dark`, 'request'),
    header('a cookie in percent', 'Cookie', (card) => `sid=abc; last=${percent(card)}`, 'request'),
    header('a cookie with JSON in percent', 'Cookie', (card) => `last=${encodeURIComponent(`{"card":"${card}"}`)}`, 'request'),
    header('Referer', 'Referer', (card) => `https://elsewhere/search?q=${grouped(card, '+')}`, 'request'),
    header('User-Agent', 'User-Agent', (card) => `desk/1.0 (${card})`, 'request'),
    header('Via', 'Via', (card) => `1.1 gate (${card})`, 'request'),
    header('Content-Type', 'Content-Type', (card) => `text/plain; name="${card}"`, 'request'),
    header('If-Match', 'If-Match', (card) => `"${card}"`, 'request'),
    header('JSON escapes', 'X-State', (card) => `{"t":"${each(card, (c) => `\\u00${hexOf(c)}`)}"}`),
    header('full-width digits', 'X-State', (card) => each(card, (c) => (/\d/.test(c) ? String.fromCharCode(0xff10 + Number(c)) : c))),
    header('no-break spaces of Latin-1', 'X-State', (card) => Buffer.from(grouped(card, '\u00a0'), 'latin1')),
    header('an encoded word', 'X-Note', (card) => `=?UTF-8?B?${base64(`card ${card}`)}?=`),
    header('an encoded word, quoted-printable', 'X-Note', (card) => `=?UTF-8?Q?${each(card, (c) => `=${hexOf(c).toUpperCase()}`)}?=`),
    ...['X-Note', 'Cookie'].map((field) => ({
      ...header(`a name of digits beside ${field}`, 'X-Any', (card) => `1\r\nx${card}: ${field}`),
      stands: { refused: 'SLUICE_HEADER_SENSITIVE' } as const,
      only: 'request' as const,
    })),
    dropped('Proxy-Authorization', 'Proxy-Authorization', (card) => `Basic ${base64(`u:${card}`)}`),
    dropped('TE', 'TE', (card) => `x${card}`),
    dropped('a name in Connection', 'Keep-Alive', (card) => `x=${card}`),
    dropped('Accept-Encoding', 'Accept-Encoding', (card) => `gzip, x${card}`, 'request'),
    dropped('X-Forwarded-For', 'X-Forwarded-For', (card) => card, 'request'),
    dropped('If-None-Match', 'If-None-Match', (card) => `"${card}"`, 'request'),
    dropped('Range', 'Range', (card) => `bytes=${card}-`, 'request'),
  ],
};

const FIELDS = {
  Via: (card: string): string => `1.1 gate (${card})`,
  ETag: (card: string): string => `"${card}"`,
  'Content-Location': (card: string): string => `/cards/${card}`,
  'Content-Disposition': (card: string): string => `attachment; filename*=UTF-8''${grouped(card, '%20')}.txt`,
} as const;

const RESPONSES: Evasion = {
  number: 28,
  name: 'Location, Set-Cookie, ETag, file names',
  story: 'The CRM answers with the value in a head: a redirect, a cookie, the name of a download.',
  right: 'mask',
  ways: [
    header('Location', 'Location', (card) => `/search?q=${card}`, 'response'),
    header('Location in percent', 'Location', (card) => `/search?q=${percent(card)}`, 'response'),
    header('Content-Location', 'Content-Location', (card) => `/cards/${card}`, 'request'),
    header('Link', 'Link', (card) => `</cards/${card}>; rel=next`, 'response'),
    header('Refresh', 'Refresh', (card) => `0; url=/search?q=${card}`, 'response'),
    header('Set-Cookie', 'Set-Cookie', (card) => `last=${card}; Path=/; HttpOnly`, 'response'),
    header('Content-Disposition', 'Content-Disposition', (card) => `attachment; filename="${card}.txt"`, 'request'),
    header('filename*', 'Content-Disposition', (card) => `attachment; filename*=UTF-8''${percent(card)}.txt`, 'request'),
    header(
      'pieces of a file name',
      'Content-Disposition',
      (card) => `attachment; filename*0="${card.slice(0, 8)}"; filename*1="${card.slice(8)}.txt"`,
      'request',
    ),
    header(
      'an encoded word as file name',
      'Content-Disposition',
      (card) => `attachment; filename="=?UTF-8?B?${base64(`card ${card}`)}?="`,
      'request',
    ),
    ...(['ETag', 'Content-Location', 'Content-Disposition', 'Via'] as const).map((field): RawWay => ({
      over: 'answer',
      name: `${field} of an answer`,
      make: (card) => `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n${field}: ${FIELDS[field](card)}\r\n\r\nok`,
      shows: (card) => FIELDS[field](card).replace(/"$/, ''), // a tag leaves with a mark
      stands: 'masked',
    })),
    {
      over: 'answer',
      name: 'a name of digits',
      make: (card) => `HTTP/1.1 200 OK\r\nContent-Length: 2\r\nx${card}: 1\r\n\r\nok`,
      stands: { refused: 'SLUICE_HEADER_SENSITIVE' },
    },
    {
      over: 'answer',
      name: 'the reason phrase',
      make: (card) => `HTTP/1.1 200 card ${card}\r\nContent-Length: 2\r\n\r\nok`,
      stands: 'dropped',
      twin: 'dropped',
    },
  ],
};

const CHUNKED = 'Host: desk\r\nConnection: close\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n';

const BESIDE: readonly Evasion[] = [
  {
    number: 29,
    name: 'trailers',
    story: 'Fields behind the body arrive when nobody looks any more.',
    right: 'drop',
    ways: [
      {
        over: 'request',
        name: 'of a request',
        make: (card) => `POST / HTTP/1.1\r\n${CHUNKED}Trailer: X-Card\r\n\r\n2\r\nok\r\n0\r\nX-Card: ${card}\r\n\r\n`,
        stands: 'dropped',
        twin: 'dropped',
      },
      {
        over: 'answer',
        name: 'of an answer',
        make: (card) => `HTTP/1.1 200 OK\r\n${CHUNKED}Trailer: X-Card\r\n\r\n2\r\nok\r\n0\r\nX-Card: ${card}\r\n\r\n`,
        stands: 'dropped',
        twin: 'dropped',
      },
    ],
  },
  {
    number: 30,
    name: 'chunk extensions',
    story: 'Text behind the length of a chunk is allowed and read by nobody but the thief.',
    right: 'drop',
    ways: [
      {
        over: 'request',
        name: 'of a request',
        make: (card) => `POST / HTTP/1.1\r\n${CHUNKED}\r\n2;card=${card}\r\nok\r\n0\r\n\r\n`,
        stands: 'dropped',
        twin: 'dropped',
      },
      {
        over: 'answer',
        name: 'of an answer',
        make: (card) => `HTTP/1.1 200 OK\r\n${CHUNKED}\r\n2;card=${card}\r\nok\r\n0;x="${card}"\r\n\r\n`,
        stands: 'dropped',
        twin: 'dropped',
      },
    ],
  },
  {
    number: 31,
    name: '103 Early Hints',
    story: 'A head before the head, with links that nobody inspects.',
    right: 'drop',
    ways: [
      {
        over: 'answer',
        name: 'a link',
        make: (card) =>
          `HTTP/1.1 103 Early Hints\r\nLink: </cards/${card}>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`,
        stands: 'dropped',
        twin: 'dropped',
      },
    ],
  },
];

export const HEADS: readonly Evasion[] = [URLS, VALUES, RESPONSES, ...BESIDE];

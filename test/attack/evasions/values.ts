/** Evasions 1–10: what JSON allows a number, a string and a message to be. */
import { type BodyWay, type Evasion, type Make, type Standing, each, hexOf } from './evasion.js';

const json = (name: string, make: Make, stands: Standing = 'masked'): BodyWay => ({
  over: 'body',
  type: 'application/json',
  name,
  make,
  stands,
});
const unicode = (card: string): string => each(card, (c) => `\\u00${hexOf(c)}`);
const nested = (text: string): string => JSON.stringify({ inner: text });

export const VALUES: readonly Evasion[] = [
  {
    number: 1,
    name: 'a JSON number, negative, with .0',
    story: 'A scanner of strings never sees numbers, and one that writes asterisks into a number breaks the document.',
    right: 'mask',
    ways: [
      json('a number', (card) => `{"id":7,"card":${card},"ok":true}`),
      json('a negative number', (card) => `{"id":7,"card":-${card}}`),
      json('a number with .0', (card) => `{"id":7,"card":${card}.0}`),
      json('in a list', (card) => `[1,${card},2]`),
    ],
  },
  {
    number: 2,
    name: 'an exponent',
    story: 'A spreadsheet writes long numbers as 4.1E15; a reader of numbers gets the card back to the last digit.',
    right: 'mask',
    ways: [
      json('E15', (card) => `{"card":${card[0]}.${card.slice(1)}E15}`),
      json('e+15', (card) => `{"card":${card[0]}.${card.slice(1)}e+15}`),
      json('whole digits and e0', (card) => `{"card":${card}e0}`),
      json('the fraction of a number', (card) => `{"share":0.${card}}`, {
        leaks: 'fractions of measurements look the same, and would be full of false alarms',
      }),
    ],
  },
  {
    number: 3,
    name: 'JSON escapes',
    story: 'Every reader of JSON turns \\u0034 into 4; a scanner of bytes sees letters.',
    right: 'mask',
    ways: [
      json('all digits', (card) => `{"t":"${unicode(card)}"}`),
      json('one digit', (card) => `{"t":"${card.slice(0, 7)}${unicode(card[7] ?? '')}${card.slice(8)}"}`),
      json('escaped separators', (card) => `{"t":"${card.replace(/(.{4})(?=.)/g, '$1\\u00a0')}"}`),
      json('references of HTML, their ampersands escaped', (card) => `{"t":"${card.replace(/(.{4})(?=.)/g, '$1\\u0026nbsp;')}"}`),
    ],
  },
  {
    number: 4,
    name: 'JSON in a string in JSON',
    story: 'Platforms put documents into strings of documents; each level doubles the backslashes.',
    right: 'mask',
    ways: [
      json('two levels', (card) => nested(`{"card":"${card}"}`)),
      json('three levels', (card) => nested(nested(`{"card":"${card}"}`))),
      json('two levels of escapes', (card) => nested(`{"card":"${unicode(card)}"}`)),
      json('a number, two levels in', (card) => nested(`{"card":${card}}`)),
    ],
  },
  {
    number: 5,
    name: 'duplicate keys',
    story: 'A parser keeps the last of two equal keys; the reader behind may keep the first.',
    right: 'mask',
    ways: [
      json('the first', (card) => `{"card":"${card}","card":"none"}`),
      json('the last', (card) => `{"card":"none","card":"${card}"}`),
      json('both', (card) => `{"card":"${card}","card":"${card}"}`),
    ],
  },
  {
    number: 6,
    name: 'a card as key',
    story: 'Redaction that walks values leaves names alone.',
    right: 'mask',
    ways: [json('a key', (card) => `{"${card}":true}`), json('a key in escapes', (card) => `{"${unicode(card)}":{"a":1}}`)],
  },
  {
    number: 7,
    name: 'malformed JSON',
    story: 'A document that does not parse is passed as it is by a proxy that parses; lenient readers take it.',
    right: 'mask',
    ways: [
      json('cut short', (card) => `{"a":1,"card":"${card}`),
      json('comments', (card) => `{/* ${card} */"a":1} // ${card}`),
      json('text behind the document', (card) => `{"a":1} ${card}`),
      json('a byte order mark', (card) => `\ufeff{"card":"${card}"}`),
      json('single quotes', (card) => `{'card':'${card}'}`),
      json('a stray quote before', (card) => `{"a":"x"","card":"${card}"}`),
    ],
  },
  {
    number: 8,
    name: 'depth and length',
    story: 'Ten thousand brackets overflow a recursive parser; a string of megabytes does not fit its buffer.',
    right: 'mask',
    ways: [
      json('10,000 levels', (card) => `${'['.repeat(10_000)}"${card}"${']'.repeat(10_000)}`),
      json('behind a string of 1 MB', (card) => `{"t":"${'lorem ipsum '.repeat(90_000)}${card}"}`),
    ],
  },
  {
    number: 9,
    name: 'digit by digit',
    story: 'No single value is long enough to be a number.',
    right: 'alert',
    ways: [
      json('a list of digits', (card) => `{"digits":[${[...card].join(',')}]}`, {
        leaks: 'lists of single digits are common; needs a count over a session',
      }),
      json('two fields', (card) => `{"first":"${card.slice(0, 8)}","second":"${card.slice(8)}"}`, {
        leaks: 'two values are not read as one',
      }),
      {
        over: 'websocket',
        name: 'a character a message',
        frames: (card) => Array.from(card, (data) => ({ data })),
        stands: 'masked',
      },
    ],
  },
  {
    number: 10,
    name: 'two messages, half each',
    story: 'Each half is harmless; who reads both has the card.',
    right: 'alert',
    ways: [
      {
        over: 'websocket',
        name: 'two messages',
        frames: (card) => [{ data: card.slice(0, 8) }, { data: card.slice(8) }],
        stands: 'masked',
      },
      {
        over: 'body',
        type: 'text/event-stream',
        name: 'two events',
        make: (card) => `data: ${card.slice(0, 8)}\n\ndata: ${card.slice(8)}\n\n`,
        stands: { leaks: 'needs state across events' },
      },
    ],
  },
];

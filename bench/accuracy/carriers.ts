/** The ways a value travels: JSON, forms, XML, HTML, CSV, logs, streams. A carrier escapes what its format asks and nothing else. */
import { mark, type Draft } from './case.js';
import type { Random } from '../corpus/random.js';

/** A value with a name: `label` in natural spacing ("card number"). */
export interface Field {
  readonly label: string;
  readonly value: string;
  /** The value is digits only, so it may stand as a bare JSON number. */
  readonly numeric: boolean;
}

export interface Carrier {
  readonly name: string;
  /** Whether the label stands near the value. */
  readonly labelled: boolean;
  carry(random: Random, field: Field): Draft | undefined;
}

/** Latin letters without their accents, as in real keys; other scripts as they are. */
const ascii = (label: string): string =>
  label.replace(/\p{Script=Latin}\p{M}*/gu, (letter) => PLAIN[letter] ?? letter.normalize('NFKD').replace(/\p{M}/gu, ''));
const PLAIN: Readonly<Record<string, string>> = { ø: 'o', Ø: 'O', ß: 'ss', ł: 'l', Ł: 'L', ı: 'i', đ: 'd', æ: 'ae' };

const wordsOf = (label: string): string[] => label.split(/[^\p{L}\p{N}\p{M}]+/u).filter((part) => part !== '');
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** The label as programs write keys: camel, snake, kebab, Pascal. Accents go, as in real keys. */
export function keyOf(random: Random, label: string): string {
  const parts = wordsOf(ascii(label)).map((part) => part.toLowerCase());
  const camel = parts.map((part, i) => (i === 0 ? part : capital(part))).join('');
  return random.pick([camel, parts.join('_'), parts.join('-'), capital(camel)]);
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
const inXml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
/** Percent-encodes as browsers do in forms; marks stay as they are. */
const inForm = (text: string): string =>
  [...text].map((char) => (/[\ue000\ue001]/.test(char) ? char : char === ' ' ? '+' : encodeURIComponent(char))).join('');
/** XML names begin with a letter of any script. */
const tag = (random: Random, label: string): string => keyOf(random, label).replace(/^[^\p{L}]+/u, '');

const NAMES = ['Anna Dahl', 'Bo Ek', 'Carla Weber', 'Liam Hughes'] as const;

export const LABELLED: readonly Carrier[] = [
  {
    name: 'json-string',
    labelled: true,
    carry: (random, { label, value }) => ({
      text: `{"name":"${random.pick(NAMES)}","${keyOf(random, label)}":"${inJson(mark(value))}","ok":true}`,
      format: 'json',
    }),
  },
  {
    name: 'json-number',
    labelled: true,
    carry: (random, { label, value, numeric }) =>
      numeric ? { text: `{"${keyOf(random, label)}": ${mark(value)}, "currency": "EUR"}`, format: 'json' } : undefined,
  },
  {
    name: 'json-nested',
    labelled: true,
    carry: (random, { label, value }) => ({
      text: JSON.stringify({ event: 'update', payload: JSON.stringify({ [keyOf(random, label)]: mark(value) }) }),
      format: 'json',
    }),
  },
  {
    name: 'form',
    labelled: true,
    carry: (random, { label, value }) => ({ text: `step=2&${keyOf(random, label)}=${inForm(mark(value))}&lang=en`, format: 'auto' }),
  },
  {
    name: 'xml',
    labelled: true,
    carry: (random, { label, value }) => {
      const name = tag(random, label);
      return { text: `<?xml version="1.0"?><record><${name}>${inXml(mark(value))}</${name}></record>`, format: 'auto' };
    },
  },
  {
    name: 'xml-attribute',
    labelled: true,
    carry: (random, { label, value }) => ({ text: `<customer ${tag(random, label)}="${inXml(mark(value))}" vip="true"/>`, format: 'auto' }),
  },
  {
    name: 'html',
    labelled: true,
    carry: (_, { label, value }) => ({
      text: `<table><tr><td>${inXml(label)}</td><td>${inXml(mark(value))}</td></tr></table>`,
      format: 'auto',
    }),
  },
  {
    name: 'text',
    labelled: true,
    carry: (_, { label, value }) => ({ text: `Notes from the call.\n${capital(label)}: ${mark(value)}\nThanks.`, format: 'auto' }),
  },
  {
    name: 'sse',
    labelled: true,
    carry: (random, { label, value }) => ({
      text: `event: message\ndata: {"${keyOf(random, label)}":"${inJson(mark(value))}"}\n\n`,
      format: 'sse',
    }),
  },
  {
    name: 'ndjson',
    labelled: true,
    carry: (random, { label, value }) => ({
      text: `{"seq":1}\n{"seq":2,"${keyOf(random, label)}":"${inJson(mark(value))}"}\n`,
      format: 'ndjson',
    }),
  },
  {
    name: 'log',
    labelled: true,
    carry: (random, { label, value }) => ({
      text: `2026-10-03T08:15:27Z INFO update ${keyOf(random, label)}=${mark(value)} status=ok`,
      format: 'auto',
    }),
  },
  {
    name: 'sql',
    labelled: true,
    carry: (random, { label, value }) => ({
      text: `UPDATE customers SET ${keyOf(random, label).replace(/-/g, '_')} = '${mark(value)}' WHERE id = 17;`,
      format: 'auto',
    }),
  },
  {
    name: 'header',
    labelled: true,
    carry: (_, { label, value }) => ({
      text: `X-${wordsOf(ascii(label)).map(capital).join('-')}: ${mark(value)}\r\nAccept: */*\r\n`,
      format: 'auto',
    }),
  },
  {
    name: 'yaml',
    labelled: true,
    carry: (random, { label, value }) => ({
      text: `customer:\n  ${keyOf(random, label)}: ${mark(value)}\n  active: true\n`,
      format: 'auto',
    }),
  },
];

/** Whole lines and records in which no word says what the number is. */
export const BARE: readonly Carrier[] = [
  {
    name: 'bare-json-string',
    labelled: false,
    carry: (random, { value }) => ({
      text: `{"${random.pick(['reference', 'value', 'text', 'note', 'order_id'])}":"${inJson(mark(value))}"}`,
      format: 'json',
    }),
  },
  {
    name: 'bare-json-number',
    labelled: false,
    carry: (_, { value, numeric }) =>
      numeric && /^(?:.{15}|.{16}|.{19})$/.test(value) ? { text: `{"value":${mark(value)},"ok":true}`, format: 'json' } : undefined,
  },
  { name: 'json-key', labelled: false, carry: (_, { value }) => ({ text: `{"items":{"${inJson(mark(value))}":true}}`, format: 'json' }) },
  {
    name: 'bare-text',
    labelled: false,
    carry: (random, { value }) => ({
      text: `${random.pick(['please take it from', 'yes it is', 'here you go', 'same as last time'])} ${mark(value)} thanks`,
      format: 'auto',
    }),
  },
  {
    name: 'bare-csv',
    labelled: false,
    carry: (random, { value }) => ({ text: `name,value,city\n${random.pick(NAMES)},${mark(value)},Oslo\n`, format: 'auto' }),
  },
  { name: 'bare-line', labelled: false, carry: (_, { value }) => ({ text: mark(value), format: 'auto' }) },
];

/** A sentence around a value, in every wrapping that does not change the sentence. */
export function wrapSentence(random: Random, sentence: string): Draft {
  return random.pick<() => Draft>([
    () => ({ text: sentence, format: 'auto' }),
    () => ({ text: `{"author":"customer","body":"${inJson(sentence)}"}`, format: 'json' }),
    () => ({ text: `<p>${inXml(sentence)}</p>`, format: 'auto' }),
    () => ({ text: `[09:14] Customer: ${sentence}\n[09:15] Agent: thank you\n`, format: 'auto' }),
    () => ({ text: `data: {"text":"${inJson(sentence)}"}\n\n`, format: 'sse' }),
  ])();
}

/** `field` in one of `carriers` that can hold it. */
export function carry(random: Random, carriers: readonly Carrier[], field: Field): Draft {
  for (;;) {
    const draft = carriers[random.int(0, carriers.length - 1)]?.carry(random, field);
    if (draft !== undefined) return draft;
  }
}

/**
 * Classes of numbers that look like cards and are not, each with its own writer. Where a class is nothing but unlabelled random digits, a
 * draw that any observer would call a card (issued prefix, length, Luhn) is drawn again: such a number is masked by decision.
 */
import type { Random } from '../../corpus/random.js';
import { luhnDigit, undeniable } from '../pan/brands.js';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const HEX = '0123456789abcdef';
const WORD = `${LETTERS}${LETTERS.toLowerCase()}0123456789`;

export interface LookAlike {
  readonly name: string;
  /** Must have no false card at all, however many are drawn. */
  readonly zero: boolean;
  readonly write: (random: Random) => string;
}

const two = (value: number): string => String(value).padStart(2, '0');
const hex = (random: Random, length: number): string => random.chars(length, HEX);

/** Random digits that nobody could call a card. */
function harmless(random: Random, length: number): string {
  for (;;) {
    const digits = random.digits(length);
    if (!undeniable(digits)) return digits;
  }
}

/** A number with a Luhn digit behind a prefix: what IMEI, ICCID, OCR references and many others carry. */
function withLuhn(random: Random, prefix: string, length: number): string {
  const body = prefix + random.digits(length - prefix.length - 1);
  return body + luhnDigit(body);
}

/** EAN, GTIN, SSCC, GLN: GS1's check digit. */
function gs1(random: Random, prefix: string, length: number): string {
  const body = prefix + random.digits(length - prefix.length - 1);
  const sum = [...body].reverse().reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return body + String((10 - (sum % 10)) % 10);
}

const epoch = (random: Random): string => String(random.int(1_500_000_000, 1_899_999_999));
const stamp = (random: Random): string =>
  `20${two(random.int(15, 29))}${two(random.int(1, 12))}${two(random.int(1, 28))}${two(random.int(0, 23))}${two(random.int(0, 59))}${two(random.int(0, 59))}`;
const uuid = (random: Random, alphabet = HEX): string => [8, 4, 4, 4, 12].map((length) => random.chars(length, alphabet)).join('-');
const realUuid = (random: Random): string =>
  `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-${random.pick(['8', '9', 'a', 'b'])}${hex(random, 3)}-${hex(random, 12)}`;
const decimal = (random: Random, digits: number): string => `0.${random.int(1, 9)}${random.digits(digits - 1)}`;
const groups = (random: Random, count: number, length: number, separator: string): string => {
  for (;;) {
    const drawn = Array.from({ length: count }, () => random.digits(length));
    if (!undeniable(drawn.join(''))) return drawn.join(separator);
  }
};

const of = (name: string, write: LookAlike['write']): LookAlike => ({ name, zero: false, write });
const zero = (name: string, write: LookAlike['write']): LookAlike => ({ name, zero: true, write });

const TIMES: readonly LookAlike[] = [
  zero('epoch-s', (r) => `{"exp":${epoch(r)},"ok":true}`),
  zero('epoch-ms', (r) => r.pick([`?_=${epoch(r)}${r.digits(3)}`, `{"ts":${epoch(r)}${r.digits(3)}}`])),
  zero('epoch-us', (r) => `{"time":"${epoch(r)}${r.digits(6)}"}`),
  zero('epoch-ns', (r) => `{"startTimeUnixNano":${epoch(r)}${r.digits(9)},"ok":true}`),
  zero('datetime14', (r) => `{"dt":"${stamp(r)}"}`),
  zero('datetime17', (r) => `rec_${stamp(r)}${r.digits(3)}.wav`),
  of('years', (r) => Array.from({ length: 4 }, () => r.int(1950, 2029)).join(' ')),
  zero('build', (r) => `Build ${stamp(r).slice(0, 8)}.${r.digits(8)}`),
];

const TOKENS: readonly LookAlike[] = [
  zero('uuid', (r) => `/api/v2/conversations/${realUuid(r)}`),
  zero('uuid-digits', (r) => `account_token:${uuid(r)}`),
  zero('uuid-all-digits', (r) => `{"id":"${uuid(r, '0123456789')}"}`),
  zero('guid-nodash-digits', (r) => `{"trace_id":"${r.digits(20)}${hex(r, 12)}"}`),
  zero('md5', (r) => `{"md5":"${hex(r, 32)}"}`),
  zero('sha1-git', (r) => `{"commit":"${hex(r, 40)}"}`),
  zero('sha256', (r) => `digest sha256:${hex(r, 64)}`),
  of('base64', (r) => `{"blob":"${r.chars(80, `${WORD}+/`)}"}`),
  of('base64-with-digit-run', (r) => `{"blob":"${r.chars(10, WORD)}${withLuhn(r, '4', 16)}${r.chars(12, WORD)}"}`),
  of('jwt', (r) => `Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.${r.chars(60, WORD)}.${r.chars(43, WORD)}`),
  of('ws-key', (r) => `Sec-WebSocket-Key: ${r.chars(22, `${WORD}+/`)}==`),
  of('cuid', (r) => `{"id":"c${r.digits(14)}${hex(r, 4)}"}`),
  of('k8s', (r) => `pod/api-${hex(r, 9)}-x2k4q`),
  of('salesforce-id', (r) => `{"CaseId":"500${r.chars(15, WORD)}"}`),
  of('stripe-pi', (r) => `{"payment_intent":"pi_3${r.chars(23, WORD)}"}`),
  of('token-card', (r) => `{"token":"tok_${r.chars(24, WORD)}"}`),
  of('hex-digits16', (r) => r.pick([`X-B3-SpanId: ${r.digits(16)}`, `{"span_id":"${r.digits(16)}"}`, `{"trace_id":"${r.digits(16)}"}`])),
  of('genesys-id', (r) => `{"conversationId":"${realUuid(r)}"}`),
];

const NUMBERS: readonly LookAlike[] = [
  zero('float', (r) => `{"confidence":${decimal(r, 16)},"ok":true}`),
  zero('float-pan-tail', (r) => `{"score":0.${withLuhn(r, r.pick(['4', '51', '55']), 16)},"ok":true}`),
  zero('float-long', (r) => `{"v":${r.int(1, 99)}.${r.digits(16)},"ok":true}`),
  zero('coordinates', (r) => `geo:-${r.int(10, 89)}.${r.digits(7)},-${r.int(10, 170)}.${r.digits(7)}`),
  zero('coordinates-15', (r) => `{"latlng":"${r.int(10, 89)}.${r.digits(15)}, ${r.int(1, 9)}.${r.digits(15)}"}`),
  of('amount', (r) => `{"amount":${r.int(1, 99_999)}.${r.digits(2)},"ok":true}`),
  of('amount-thousands', (r) => `{"amount":"${Array.from({ length: 5 }, () => r.int(100, 999)).join(',')}"}`),
  of('order14-random', (r) => `{"orderNumber":"${harmless(r, 14)}"}`),
  of('order16-random', (r) => `{"order_id":"${harmless(r, 16)}"}`),
  of('order16-luhn-invalid', (r) => `ref 4${luhnBroken(r)}`),
  of('num19-random', (r) => `{"id":"${harmless(r, 19)}"}`),
  of('counter-list', () => Array.from({ length: 18 }, (_, i) => i + 3).join(' ')),
  of('counter-from', (r) => ((from) => Array.from({ length: 18 }, (_, i) => from + i).join(' '))(r.int(1, 60))),
  of('spacey', (r) => `Hello ${Array.from({ length: 14 }, () => r.int(1, 40)).join('   ')}`),
  of('table-row', (r) => `latency ${groups(r, 4, 4, ' ')} ms`),
  of('pincode-lists', (r) => `codes: ${Array.from({ length: 3 }, () => r.digits(6)).join(', ')}`),
  of('css-transform', (r) => `transform:matrix3d(${groups(r, 4, 4, ',')})`),
  of('svg-path', (r) => `<path d="M${Array.from({ length: 6 }, () => `${r.int(100, 999)}.${r.digits(4)}`).join(' ')}"/>`),
  of('version', (r) => `build ${Array.from({ length: 4 }, () => r.int(100, 999)).join('.')}`),
  of('content-range', (r) => `Content-Range: bytes ${r.digits(6)}-${r.digits(7)}/${r.digits(8)}`),
];

/** Fifteen digits behind a 4 whose last is not the Luhn digit. */
function luhnBroken(random: Random): string {
  const body = random.digits(14);
  return body + String((Number(luhnDigit(`4${body}`)) + random.int(1, 9)) % 10);
}

export const CLASSES_OF_MACHINES: readonly LookAlike[] = [...TIMES, ...TOKENS, ...NUMBERS];
export { gs1, groups, harmless, hex, LETTERS, of, withLuhn, WORD, zero };

/**
 * Lists of revoked certificates (RFC 5280 section 5) in files in PEM: that they can be read, hold now, and are those of the authorities they are
 * for. Whether they are signed is OpenSSL's to judge, with every certificate that is shown: a false list turns everybody away.
 */
import { X509Certificate } from 'node:crypto';
import type { Path } from '../ruleset/source.js';
import type { PemFile } from './config.js';
import type { Report } from './draft.js';
import { CERTIFICATE, type Files, isoDay } from './pem.js';

/** A list that ends sooner is told about. */
const SOON_MS = 86_400_000;
const LIST = /-----BEGIN X509 CRL-----([^-]+)-----END X509 CRL-----/g;

interface RevocationList {
  /** In PEM, alone. */
  readonly pem: string;
  /** The name of its authority, as it is encoded. */
  readonly issuer: Buffer;
  readonly from: number;
  /** Undefined: it does not say. */
  readonly until: number | undefined;
}

/**
 * The lists in the files, each in PEM; undefined, with what is wrong told, where one of them is of no use. Where a list is there for one authority
 * there must be one for each, because OpenSSL turns away all certificates of those without.
 */
export function readRevocations(
  report: Report,
  files: Files,
  at: Path,
  names: readonly string[],
  authorities: PemFile,
): readonly string[] | undefined {
  const read = names.map((name, index) => {
    const place = names.length === 1 ? at : [...at, index];
    return { name, at: place, lists: listsIn(report, files, place, name) };
  });
  const subjects = (authorities.pem.match(CERTIFICATE) ?? []).map((pem) => new X509Certificate(pem));
  for (const { name, at: place, lists = [] } of read) judge(report, place, name, lists, subjects, files.now);
  if (read.some(({ lists }) => lists === undefined)) return undefined;
  const all = read.flatMap(({ lists = [] }) => lists);
  const without = subjects.find((each) => !all.some((list) => list.issuer.equals(subjectOf(each))));
  if (without !== undefined) report.mistake(at, `there is no list of ${oneLine(without.subject)}`, 'every authority needs one, or all that it has issued is refused'); // prettier-ignore
  return all.map(({ pem }) => pem);
}

function listsIn(report: Report, files: Files, at: Path, name: string): RevocationList[] | undefined {
  const text = files.read(at, name);
  if (text === undefined) return undefined;
  const blocks = [...text.matchAll(LIST)];
  if (blocks.length === 0) {
    const [message, suggestion] = text.startsWith('0')
      ? ['is not in PEM', `openssl crl -inform der -in ${name} -out ${name}.pem`]
      : ['holds no list of revoked certificates in PEM', 'it begins with -----BEGIN X509 CRL-----'];
    report.mistake(at, `"${name}" ${message}`, suggestion);
    return undefined;
  }
  const lists = blocks.map(([pem, base64 = '']) => parseList(`${pem}\n`, Buffer.from(base64, 'base64')));
  if (lists.every((list) => list !== undefined)) return lists;
  report.mistake(at, `"${name}" holds a list that cannot be read`, 'is the file whole?');
  return undefined;
}

function judge(
  report: Report,
  at: Path,
  name: string,
  lists: readonly RevocationList[],
  authorities: readonly X509Certificate[],
  now: Date,
): void {
  for (const { issuer, from, until = Infinity } of lists) {
    if (!authorities.some((each) => subjectOf(each).equals(issuer)))
      report.mistake(at, `"${name}" is the list of an authority that is not trusted here`, 'use that of the authority of these certificates');
    else if (until < now.getTime()) report.mistake(at, `the list in "${name}" ended on ${isoDay(until)}: all certificates would be refused`, 'fetch the current one'); // prettier-ignore
    else if (from > now.getTime()) report.mistake(at, `the list in "${name}" does not hold before ${isoDay(from)}`, 'is the clock right?');
    else if (until - now.getTime() < SOON_MS) report.warn(at, `the list in "${name}" ends on ${isoDay(until)}`, 'fetch the next one'); // prettier-ignore
  }
}

const oneLine = (subject: string): string => subject.replaceAll('\n', ', ');

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const VERSION = 0xa0;

/** `TBSCertList` is version (optional), algorithm, issuer, thisUpdate, nextUpdate (optional), and the rest (RFC 5280 section 5.1). */
function parseList(pem: string, der: Buffer): RevocationList | undefined {
  const [list, ...more] = itemsIn(der);
  if (list?.tag !== SEQUENCE || more.length > 0) return undefined;
  const [body, algorithm, signature] = itemsIn(list.content);
  if (body?.tag !== SEQUENCE || algorithm?.tag !== SEQUENCE || signature?.tag !== BIT_STRING) return undefined;
  const items = itemsIn(body.content);
  const [, issuer, from, until] = items[0]?.tag === INTEGER ? items.slice(1) : items;
  const starts = timeOf(from);
  if (issuer?.tag !== SEQUENCE || starts === undefined) return undefined;
  return { pem, issuer: issuer.whole, from: starts, until: timeOf(until) };
}

/** `TBSCertificate` is version (optional), serial number, algorithm, issuer, validity, subject, and the rest (RFC 5280 section 4.1). */
function subjectOf({ raw }: X509Certificate): Buffer {
  const items = itemsIn(itemsIn(itemsIn(raw)[0]?.content ?? EMPTY)[0]?.content ?? EMPTY);
  return (items[0]?.tag === VERSION ? items[5] : items[4])?.whole ?? EMPTY;
}

interface Item {
  readonly tag: number;
  /** With tag and length. */
  readonly whole: Buffer;
  readonly content: Buffer;
}

const EMPTY = Buffer.alloc(0);
const LONG_LENGTH = 0x80;
const LENGTH_BYTES_MAX = 4;

/** The values that follow each other in DER (X.690); none where one of them is cut short. */
function itemsIn(der: Buffer): Item[] {
  const items: Item[] = [];
  for (let at = 0; at < der.length;) {
    const first = der[at + 1] ?? LONG_LENGTH;
    const size = first < LONG_LENGTH ? 0 : first - LONG_LENGTH;
    if ((first >= LONG_LENGTH && size === 0) || size > LENGTH_BYTES_MAX || at + 2 + size > der.length) return [];
    const from = at + 2 + size;
    const end = from + (size === 0 ? first : der.readUIntBE(at + 2, size));
    if (end > der.length) return [];
    items.push({ tag: der[at] ?? 0, whole: der.subarray(at, end), content: der.subarray(from, end) });
    at = end;
  }
  return items;
}

/** `260131235959Z`, or with all four digits of the year; years of two digits are those of 1950 to 2049 (RFC 5280 section 4.1.2.5). */
function timeOf(item: Item | undefined): number | undefined {
  if (item?.tag !== UTC_TIME && item?.tag !== GENERALIZED_TIME) return undefined;
  const text = item.content.toString('latin1');
  const [, year = '', ...rest] = /^(\d{2}(?:\d{2})?)(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text) ?? [];
  const [month, day, hour, minute, second] = rest.map(Number);
  if (month === undefined || day === undefined) return undefined;
  const full = year.length === 4 ? Number(year) : Number(year) + (Number(year) < 50 ? 2000 : 1900);
  return Date.UTC(full, month - 1, day, hour, minute, second);
}

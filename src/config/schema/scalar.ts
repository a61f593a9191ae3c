/** Texts of the configuration that mean something: durations, sizes, addresses, hosts, networks. Each knows its JSON Schema. */
import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { parseAddress, type Address } from '../../base/address.js';
import { isEverywhere, isNetwork } from '../../base/network.js';

/** Why a text does not mean what it should, and what to write instead. */
export class Fault {
  constructor(
    readonly message: string,
    readonly suggestion?: string,
  ) {}
}

type Json = Readonly<Record<string, unknown>>;

/** A schema from a reader; `json` is what editors are told of it, `such` examples of it. */
export function scalar<T>(read: (value: unknown) => T | Fault, json: Json): z.ZodType<T, unknown> {
  return z
    .unknown()
    .transform((value, context): T => {
      const result = read(value);
      if (!(result instanceof Fault)) return result;
      context.addIssue({ code: 'custom', message: result.message, params: { suggestion: result.suggestion } });
      return z.NEVER;
    })
    .meta(json);
}

/** A text that a reader understands. */
function text<T>(read: (value: string) => T | Fault, what: string, json: Json = {}): z.ZodType<T, unknown> {
  return scalar((value) => (typeof value === 'string' ? read(value) : new Fault(`must be ${what}`)), { type: 'string', ...json });
}

interface Range {
  readonly min: number;
  readonly max: number;
}

const MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds as `250ms`, `10s`, `2m`: the largest unit that divides them. */
export function durationText(ms: number): string {
  if (ms === 0) return '0s';
  const [unit, size] = ([['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1]] as const).find(([, size]) => ms % size === 0) ?? ['ms', 1]; // prettier-ignore
  return `${ms / size}${unit}`;
}

/** Milliseconds from `10s`, `250ms`, `2m`, `1h`; a bare number too where the name of its key says that it is in milliseconds. */
export function duration({ min, max }: Range, options: { readonly bare?: boolean } = {}): z.ZodType<number, unknown> {
  const read = (value: unknown): number | Fault => {
    if (typeof value === 'number') {
      if (options.bare !== true) return new Fault(`${value} has no unit`, `did you mean "${value}s"?`);
      return within(value, { min, max }, durationText);
    }
    const [, digits, unit = ''] = (typeof value === 'string' ? /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(value.trim()) : null) ?? [];
    if (digits === undefined) return new Fault('must be a duration', 'a number and its unit: 250ms, 10s, 2m, 1h');
    if (unit === '') return new Fault(`${digits} has no unit`, `did you mean "${digits}s"?`);
    if (!Object.hasOwn(MS, unit)) return new Fault(`there is no unit of time "${unit}"`, 'units: ms, s, m, h, d');
    return within(Math.round(Number(digits) * MS[unit]), { min, max }, durationText);
  };
  return scalar(read, { such: ['10s'], type: options.bare === true ? ['string', 'integer'] : 'string', ...(options.bare === true ? {} : { pattern: '^\\d+(\\.\\d+)?\\s*(ms|s|m|min|h|d)$' }) }); // prettier-ignore
}

const BYTES: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, kib: 1024, mb: 1e6, mib: 1024 ** 2, gb: 1e9, gib: 1024 ** 3 };

/** Bytes as `64 KiB`: the largest unit that divides them. */
export function sizeText(bytes: number): string {
  const [unit, size] = ([['GiB', 1024 ** 3], ['MiB', 1024 ** 2], ['KiB', 1024]] as const).find(([, size]) => bytes % size === 0) ?? ['bytes', 1]; // prettier-ignore
  return `${bytes / size} ${unit}`;
}

/** Bytes from `64 KiB`, `16MiB`, `1 MB`, or a number of them. */
export function readSize(value: unknown, range: Range): number | Fault {
  if (typeof value === 'number') return within(value, range, sizeText);
  const [, digits, unit = ''] = (typeof value === 'string' ? /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(value.trim()) : null) ?? [];
  if (digits === undefined) return new Fault('must be a size', 'a number of bytes, or with its unit: 64 KiB, 16 MiB');
  if (!Object.hasOwn(BYTES, unit.toLowerCase())) return new Fault(`there is no unit of size "${unit}"`, 'units: KiB, MiB, GiB, KB, MB, GB');
  return within(Math.round(Number(digits) * BYTES[unit.toLowerCase()]), range, sizeText);
}

export const size = (range: Range): z.ZodType<number, unknown> =>
  scalar((value) => readSize(value, range), { type: ['string', 'integer'], such: ['64 KiB'] });

/** A whole number. */
export function count(range: Range): z.ZodType<number, unknown> {
  const read = (value: unknown): number | Fault =>
    typeof value === 'number' ? within(value, range, String) : new Fault('must be a whole number');
  return scalar(read, { type: 'integer', minimum: range.min, maximum: range.max });
}

function within(value: number, { min, max }: Range, show: (value: number) => string): number | Fault {
  if (!Number.isSafeInteger(value)) return new Fault('must be a whole number');
  if (value < min) return new Fault(`${show(value)} is too little`, `at least ${show(min)}`);
  if (value > max) return new Fault(`${show(value)} is too much`, `at most ${show(max)}`);
  return value;
}

const NAME = /^[a-zA-Z0-9]+(?:[._-][a-zA-Z0-9]+)*$/;

/** A name that other keys refer to, and that stands in metrics and logs. */
export const name = z.string().max(64).regex(NAME, 'must be letters and digits, joined by - . or _');

/** `HOST:PORT` */
export const address: z.ZodType<Address, unknown> = text(
  (value) => parseAddress(value) ?? new Fault(`"${value}" is no address`, addressHint(value)),
  'HOST:PORT',
  { such: ['0.0.0.0:8443', '127.0.0.1:8080', '[::]:8443'] },
);

function addressHint(value: string): string {
  if (/^\d{1,5}$/.test(value)) return `did you mean "0.0.0.0:${value}"?`;
  if (/^:\d{1,5}$/.test(value)) return `did you mean "0.0.0.0${value}"?`;
  if (/^https?:/.test(value)) return 'write HOST:PORT alone; tls says whether it is https';
  if (/:\d+$/.test(value) && Number(value.slice(value.lastIndexOf(':') + 1)) > 65_535) return 'ports end at 65535';
  if (!value.includes(':')) return `add the port, as in ${value}:8443`;
  return 'HOST:PORT, such as 0.0.0.0:8443 or [::]:8443';
}

/** `10.0.0.0/8`, `fd00::/8`, or one address; not every address there is. */
export const networkBut = (hint: string): z.ZodType<string, unknown> =>
  text(
    (value) => {
      if (!isNetwork(value)) return new Fault(`"${value}" is no network`, 'an address, or a network such as 10.0.0.0/8 or fd00::/8');
      return isEverywhere(value) ? new Fault(`${value} is every address`, hint) : value;
    },
    'a network such as 10.0.0.0/8',
    { such: ['10.0.0.0/8', 'fd00::/8'] },
  );

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const HOST = new RegExp(`^(?:\\*\\.)?(?:${LABEL})(?:\\.${LABEL})*$`);

/** A host as requests name it: in lower case, other scripts as `xn--`. `*.example.com` is every name below it, `*` every host. */
export const hostPattern = text(
  (value) => {
    if (value === '*') return value;
    if (/^[a-z]+:\/\//i.test(value)) return new Fault(`"${value}" is a URL`, URL.canParse(value) ? `write the host alone: ${new URL(value).hostname}` : 'write the host alone'); // prettier-ignore
    if (/^\[.*\]$/.test(value) && isNetwork(value.slice(1, -1))) return value.toLowerCase();
    if (/:\d+$/.test(value)) return new Fault(`"${value}" has a port`, `write the host alone: ${value.replace(/:\d+$/, '')}`);
    if (value.includes('/')) return new Fault(`"${value}" has a path`, 'write the host alone, and the path as path:');
    if (/\*/.test(value.replace(/^\*\./, '')))
      return new Fault(`"${value}" has a * inside`, 'a * stands for the whole beginning: *.example.com');
    const stem = value.replace(/^\*\./, '');
    const ascii = domainToASCII(stem);
    const host = value.startsWith('*.') ? `*.${ascii}` : ascii;
    return ascii !== '' && HOST.test(host) ? host : new Fault(`"${value}" is no host`, 'a name such as crm.example.com, or *.example.com');
  },
  'a host such as crm.example.com',
  { such: ['crm.example.com', '*.example.com'] },
);

/** How paths of requests begin. */
export const pathPrefix = text(
  (value) => {
    if (!value.startsWith('/')) return new Fault(`"${value}" does not begin with /`, `did you mean "/${value}"?`);
    if (/[?#]/.test(value)) return new Fault(`"${value}" can never match: a path has no query and no fragment`, 'routes are chosen by host and path alone'); // prettier-ignore
    if (/[*]/.test(value)) return new Fault(`"${value}" has a *`, `a path is how paths begin: ${value.replace(/\*.*$/, '')}`);
    if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(value)) return new Fault(`"${value}" can never match: . and .. are resolved before`, 'write the path that remains'); // prettier-ignore
    return /^[\x21-\x7e]+$/.test(value) ? value : new Fault(`"${value}" has characters that stand percent-encoded in paths`);
  },
  'the beginning of a path, such as /api/',
  { pattern: '^/' },
);

/** Part of memory: `80%`. */
export function percent({ min, max }: Range): z.ZodType<number, unknown> {
  const read = (value: string): number | Fault => {
    const [, digits] = /^(\d{1,3})\s*%$/.exec(value.trim()) ?? [];
    return digits === undefined ? new Fault(`"${value}" is no percentage`, 'a number with a percent sign, such as 80%') : within(Number(digits), { min, max }, (each) => `${each}%`); // prettier-ignore
  };
  return text(read, 'a percentage such as 80%', { pattern: '^\\d{1,3}\\s*%$', such: ['80%'] });
}

/** `1.2`, with quotes or without. */
export const tlsVersion: z.ZodType<'1.2' | '1.3', unknown> = scalar(
  (value) => {
    const version = String(value);
    return version === '1.2' || version === '1.3' ? version : new Fault('must be 1.2 or 1.3', 'older versions are broken (RFC 8996)');
  },
  { enum: ['1.2', '1.3', 1.2, 1.3] },
);

/** A file, relative to the configuration. */
export const file = z.string().min(1).max(4096);

/** One thing or a list of them. */
export const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)]);

/** As a list. */
export const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? (value as readonly T[]) : [value as T]);

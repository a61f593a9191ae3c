/**
 * URLs and header values are short text messages of their own. The engine judges them as text, raw and percent-decoded;
 * a cheap count of digits first keeps it off the many that cannot hold a number.
 */
import type { Direction } from '../base/errors.js';
import type { Engine, Finding } from '../engine/api.js';

/** A header value with fewer digits (or bytes beyond ASCII, which may be digits of another script) holds no PAN. */
const HEADER_DIGITS = 12;
/** A URL may also hold a CVC beside its name, which has three digits. */
const URL_DIGITS = 3;
/** Percent-encoding is undone this often; a value hidden deeper is not readable for the upstream either. */
const PERCENT_DEPTH = 3;

type Report = (finding: Finding, action: 'mask' | 'observe' | 'block') => void;

function holdsDigits(value: string, least: number): boolean {
  if (value.length < least) return false;
  let digits = 0;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (((code >= 0x30 && code <= 0x39) || code >= 0x80) && ++digits >= least) return true;
  }
  return false;
}

/** IMF-fixdate has twelve digits and can hold no other (RFC 9110 section 5.6.7). */
function isHttpDate(value: string): boolean {
  return value.length === 29 && /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value);
}

interface PercentDecoded {
  readonly bytes: Buffer;
  /** Offset in the raw value of every decoded byte, and of the end. */
  readonly origin: readonly number[];
}

const PERCENT = 0x25;
const PLUS = 0x2b;

/** Undoes percent-encoding and `+` for a space; undefined when there is nothing to undo. */
function percentDecode(bytes: Buffer, origin: readonly number[]): PercentDecoded | undefined {
  if (!bytes.includes(PERCENT) && !bytes.includes(PLUS)) return undefined;
  const decoded: number[] = [];
  const from: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    from.push(origin[i] ?? i);
    const hex = byte === PERCENT ? bytes.toString('latin1', i + 1, i + 3) : '';
    if (/^[0-9a-f]{2}$/i.test(hex)) {
      decoded.push(Number.parseInt(hex, 16));
      i += 2;
    } else decoded.push(byte === PLUS ? 0x20 : byte);
  }
  if (bytes.equals(Buffer.from(decoded))) return undefined;
  from.push(origin[bytes.length] ?? bytes.length);
  return { bytes: Buffer.from(decoded), origin: from };
}

/** Whether the policy would change the text: then the action was not merely to observe. */
function isChanged(before: Uint8Array, after: Uint8Array): boolean {
  return before !== after && Buffer.compare(before, after) !== 0;
}

/** In a head the policy acts on card data alone. */
const isCardData = ({ entity }: Finding): boolean => entity.startsWith('card.');

/** True when the URL holds something that would be masked in a body. It cannot be masked in a URL: that would ask for another thing. */
export function isSensitiveUrl(engine: Engine, target: string, report: Report): boolean {
  if (engine.snapshot.hasPaths && namesPath(engine, target, report)) return true;
  if (!holdsDigits(target, URL_DIGITS)) return false;
  let view: PercentDecoded | undefined = { bytes: Buffer.from(target, 'latin1'), origin: [] };
  for (let depth = 0; view !== undefined && depth <= PERCENT_DEPTH; depth++) {
    const { output, findings } = engine.redact<Uint8Array>(view.bytes, { format: 'text', direction: 'request', part: 'head' });
    if (findings.length > 0 && isChanged(view.bytes, output)) {
      for (const finding of findings) report(finding, isCardData(finding) ? 'block' : 'observe');
      return true;
    }
    view = percentDecode(view.bytes, view.origin);
  }
  return false;
}

/** Whether the query has a field that a rule names by its path, and whose value would be masked in a form. */
function namesPath(engine: Engine, target: string, report: Report): boolean {
  const mark = target.indexOf('?');
  if (mark < 0) return false;
  const query = Buffer.from(target.slice(mark + 1), 'latin1');
  const { output, findings } = engine.redact<Uint8Array>(query, { format: 'form', direction: 'request', part: 'head' });
  if (!isChanged(query, output)) return false;
  const by = mark + 1;
  for (const finding of findings) report({ ...finding, start: finding.start + by, end: finding.end + by }, 'block');
  return true;
}

/** Names and values that may announce a code of a few digits: `X-CVV: 123`, `Cookie: cvv=123`. */
const ANNOUNCES = /cv[cdnv]|cav2|csc|secur|verif|expir|track/i;

/**
 * Redacts the values of a flat header array in place; the number and order of headers stay. Each is judged with its name before it.
 * False when a name itself holds sensitive data: a name cannot be masked, so the message is to be refused.
 */
export function redactHeaders(engine: Engine, headers: string[], direction: Direction, report: Report): boolean {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? '';
    const value = headers[i + 1] ?? '';
    if (isHttpDate(value)) continue;
    const isWorthALook = holdsDigits(value, HEADER_DIGITS) || holdsDigits(name, HEADER_DIGITS);
    if (!isWorthALook && !(holdsDigits(value, URL_DIGITS) && (ANNOUNCES.test(name) || ANNOUNCES.test(value)))) continue;
    const line = redactLine(engine, `${name}: ${value}`, direction, report);
    if (!line.startsWith(`${name}: `)) return false;
    headers[i + 1] = line.slice(name.length + 2);
  }
  return true;
}

/** Drops the digests of a message when one of them holds something to redact: a masked digest is none, and the header is optional. */
export function redactDigests(engine: Engine, head: { digests: string[] | undefined }, direction: Direction, report: Report): void {
  const { digests } = head;
  if (digests === undefined) return;
  const redacted = [...digests];
  const isClean = redactHeaders(engine, redacted, direction, report) && redacted.every((value, i) => value === digests[i]);
  if (!isClean) head.digests = undefined;
}

/** Masks the raw line, then what shows only once percent-encoding is undone. */
function redactLine(engine: Engine, line: string, direction: Direction, report: Report): string {
  const raw = Buffer.from(line, 'latin1');
  const { output, findings } = engine.redact<Uint8Array>(raw, { format: 'text', direction, part: 'head' });
  const changed = findings.length > 0 && isChanged(raw, output);
  for (const finding of findings) report(finding, changed && isCardData(finding) ? 'mask' : 'observe');
  const masked = Buffer.from(output);
  let view: PercentDecoded | undefined = { bytes: masked, origin: [] };
  for (let depth = 0; depth < PERCENT_DEPTH; depth++) {
    view = percentDecode(view.bytes, view.origin);
    if (view === undefined) break;
    const inner: { readonly output: Uint8Array; readonly findings: readonly Finding[] } = engine.redact<Uint8Array>(view.bytes, {
      format: 'text',
      direction,
      part: 'head',
    });
    if (inner.findings.length === 0 || !isChanged(view.bytes, inner.output)) continue;
    const cards = inner.findings.filter(isCardData);
    for (const finding of cards) report(finding, 'mask');
    return starred(masked, view.origin, cards);
  }
  return masked.toString('latin1');
}

/** A percent-encoded finding is overwritten with stars where it stands: its mask's own characters might need encoding. */
function starred(raw: Buffer, origin: readonly number[], findings: readonly Finding[]): string {
  for (const { start, end } of findings) raw.fill('*', origin[start] ?? 0, origin[end] ?? raw.length);
  return raw.toString('latin1');
}

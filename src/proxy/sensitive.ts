/**
 * URLs and header values are short text messages of their own. The engine judges them as text, as they stand and as their readers decode
 * them (views.ts); a cheap count of digits first keeps it off the many that cannot hold a number.
 */
import { SluiceError, type Direction } from '../base/errors.js';
import type { Engine, Finding, Redacted } from '../engine/api.js';
import { cleanMemoOf } from './clean-memo.js';
import { Glance, glance } from './glance.js';
import { type NameFacts, announcesCode, factsOf } from './header-name.js';
import { maskJoined } from './joined-lines.js';
import { holdsWords, readingsOf, redactWords, unpackedTokens } from './views.js';

/** Percent-encoding is undone this often; a value hidden deeper is not readable for the upstream either. */
const PERCENT_DEPTH = 3;

type Report = (finding: Finding, action: 'mask' | 'observe' | 'block') => void;

const SEMICOLON = 0x3b;

/** IMF-fixdate has twelve digits and can hold no other (RFC 9110 section 5.6.7). */
function isHttpDate(value: string): boolean {
  return value.length === 29 && /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value);
}

/** Whether the policy would change the text: then the action was not merely to observe. */
function isChanged(before: Uint8Array, after: Uint8Array): boolean {
  return before !== after && Buffer.compare(before, after) !== 0;
}

/** In a head the policy acts on card data alone. */
const isCardData = ({ entity }: Finding): boolean => entity.startsWith('card.');

/** True when the URL holds something that would be masked in a body. It cannot be masked in a URL: that would ask for another thing. */
export function isSensitiveUrl(engine: Engine, target: string, report: Report): boolean {
  return blocks(() => isMaskedUrl(engine, target, report), () => tellOfBlocked(engine, target, 'request', report)); // prettier-ignore
}

/** The answer of `judge`; true, once told, where the policy blocks what it looks at. */
function blocks(judge: () => boolean, tell: () => void): boolean {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== 'SLUICE_POLICY_BLOCKED') throw error;
    tell();
    return true;
  }
}

function tellOfBlocked(engine: Engine, line: string, direction: Direction, report: Report): void {
  for (const effect of engine.open({ format: 'text', direction, part: 'head' }).end(Buffer.from(line, 'latin1')).effects)
    if (effect.kind === 'finding' && effect.action === 'block') report(effect.finding, 'block');
}

function isMaskedUrl(engine: Engine, target: string, report: Report): boolean {
  const bits = glance(target);
  if ((bits & Glance.token) !== 0) tellOfTokens(engine, target, 'request', report);
  if (engine.snapshot.hasPaths && namesPath(engine, target, report)) return true;
  if ((bits & Glance.code) === 0) return false;
  for (const { bytes } of readingsOf(Buffer.from(target, 'latin1'), PERCENT_DEPTH)) {
    const { output, findings } = redactHead(engine, bytes, 'request');
    if (findings.length === 0 || !isChanged(bytes, output)) continue;
    for (const finding of findings) report(finding, isCardData(finding) ? 'block' : 'observe');
    return true;
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

/**
 * Redacts the values of a flat header array in place; the number and order of headers stay. Each is judged with its name before it.
 * False when a name itself holds sensitive data, which cannot be masked, a value cannot be read, or the policy blocks what it holds: then
 * the message is to be refused.
 */
export function redactHeaders(engine: Engine, headers: string[], direction: Direction, report: Report): boolean {
  const tell = (): void => {
    for (let i = 0; i + 1 < headers.length; i += 2) tellOfBlocked(engine, `${headers[i]}: ${headers[i + 1]}`, direction, report);
  };
  return !blocks(() => !maskHeaders(engine, headers, direction, report), tell);
}

function maskHeaders(engine: Engine, headers: string[], direction: Direction, report: Report): boolean {
  const memo = cleanMemoOf(engine, direction);
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? '';
    const value = headers[i + 1] ?? '';
    const bits = glance(value);
    const facts = factsOf(name);
    if (!isWorthALook(value, bits, facts) || isHttpDate(value)) continue;
    const key = (bits & Glance.run) === 0 && !facts.mayHoldNumber ? memo.keyOf(value, facts.isSecret) : undefined;
    if (key !== undefined && memo.holds(name, key)) continue;
    let told = false;
    const redacted = redactHeader(engine, name, value, bits, direction, (finding, action) => {
      told = true;
      report(finding, action);
    });
    if (redacted === undefined) return false;
    if (key !== undefined && !told && redacted === value) memo.add(name, key);
    headers[i + 1] = redacted;
  }
  return maskJoined(headers, (name, value) => {
    const bits = glance(value);
    return isWorthALook(value, bits, factsOf(name)) ? redactHeader(engine, name, value, bits & ~Glance.token, direction, report) : value;
  });
}

function isWorthALook(value: string, bits: number, { announces, mayHoldNumber }: NameFacts): boolean {
  if (mayHoldNumber || (bits & (Glance.number | Glance.token)) !== 0) return true;
  if ((bits & Glance.words) !== 0 && holdsWords(value)) return true;
  return (bits & Glance.code) !== 0 && (announces || announcesCode(value));
}

/** The value with masks; undefined when the message is to be refused. */
function redactHeader(engine: Engine, name: string, value: string, bits: number, direction: Direction, report: Report): string | undefined {
  if ((bits & Glance.token) !== 0) {
    tellOfTokens(engine, value, direction, report);
    if (!isWorthALook(value, bits & ~Glance.token, factsOf(name))) return value;
  }
  const text = factsOf(name).isTrace ? redactTrace(engine, value, direction, report) : value;
  const line = redactLine(engine, `${name}: ${text}`, direction, report);
  if (!line.startsWith(`${name}: `)) return undefined;
  const masked = line.slice(name.length + 2);
  if (!holdsWords(masked)) return masked;
  const words = redactWords(engine, masked, direction);
  for (const finding of words?.findings ?? []) if (isCardData(finding)) report(finding, words?.output === masked ? 'observe' : 'mask');
  return words?.output;
}

/**
 * In identifiers of traces digits are read without the letters around them, and without the name, which says that they are identifiers. One
 * with stars in it is none: whoever reads it begins a trace of his own.
 */
function redactTrace(engine: Engine, value: string, direction: Direction, report: Report): string {
  const raw = Buffer.from(value, 'latin1');
  const digits = raw.map((byte) => (byte >= 0x30 && byte <= 0x39 ? byte : SEMICOLON));
  const { output, findings } = redactHead(engine, digits, direction);
  if (!isChanged(digits, output)) return value;
  for (const finding of findings.filter(isCardData)) {
    raw.fill('*', finding.start, finding.end);
    report(finding, 'mask');
  }
  return raw.toString('latin1');
}

/** Drops the digests of a message when one of them holds something to redact: a masked digest is none, and the header is optional. */
export function redactDigests(engine: Engine, head: { digests: string[] | undefined }, direction: Direction, report: Report): void {
  const { digests } = head;
  if (digests === undefined) return;
  const redacted = [...digests];
  const isClean = redactHeaders(engine, redacted, direction, report) && redacted.every((value, i) => value === digests[i]);
  if (!isClean) head.digests = undefined;
}

/** Masks the line. What shows only to a reader who decodes it is overwritten with stars where it stands: a mask might need encoding. */
function redactLine(engine: Engine, line: string, direction: Direction, report: Report): string {
  const raw = Buffer.from(line, 'latin1');
  let { output, findings } = redactHead(engine, raw, direction);
  const missed: Finding[] = [];
  for (const inner of findInViews(engine, raw, direction)) {
    if (findings.some(({ start, end }) => start <= inner.start && inner.end <= end)) continue;
    if (!missed.some(({ start, end }) => inner.start < end && start < inner.end)) report(inner, 'mask');
    missed.push(inner);
  }
  if (missed.length > 0) {
    for (const { start, end } of missed) raw.fill('*', start, end);
    ({ output, findings } = redactHead(engine, raw, direction));
  }
  const changed = findings.length > 0 && isChanged(raw, output);
  for (const finding of findings) report(finding, changed && isCardData(finding) ? 'mask' : 'observe');
  return Buffer.from(output).toString('latin1');
}

/** Card data that shows only to readers who undo something, in offsets of the line. Every reading is searched, whatever another holds. */
function findInViews(engine: Engine, raw: Buffer, direction: Direction): Finding[] {
  const found: Finding[] = [];
  for (const { bytes, origin } of readingsOf(raw, PERCENT_DEPTH).slice(1)) {
    const { output, findings } = redactHead(engine, bytes, direction);
    if (findings.length === 0 || !isChanged(bytes, output)) continue;
    for (const finding of findings.filter(isCardData)) {
      const start = origin[finding.start] ?? finding.start;
      found.push({ ...finding, start, end: origin[finding.end] ?? finding.end });
    }
  }
  return found;
}

function redactHead(engine: Engine, bytes: Uint8Array, direction: Direction): Redacted<Uint8Array> {
  return engine.redact<Uint8Array>(bytes, { format: 'text', direction, part: 'head' });
}

/** Counts cards inside base64. They stay: credentials and tokens are signed or compared, and whoever changes one ends a session. */
function tellOfTokens(engine: Engine, line: string, direction: Direction, report: Report): void {
  for (const text of unpackedTokens(line)) {
    if ((glance(text) & Glance.number) === 0) continue;
    const { effects } = engine.open({ format: 'text', direction, part: 'head' }).end(Buffer.from(text));
    for (const effect of effects) if (effect.kind === 'finding' && isCardData(effect.finding)) report(effect.finding, 'observe');
  }
}

/**
 * Judges an answer of Sluice: every card hidden but for its last four digits, every other byte as it was, nothing missing, valid JSON.
 * In place of a bare number both a string and a number are right, if the number repeats one digit where it hides.
 */
import type { Corpus } from '../corpus/corpus.js';
import type { Span } from '../corpus/oracle.js';

const LAST_DIGITS = 4;
/** A bare number becomes a string: two quotes more. */
const GROWTH = 2;

/** What is wrong with `answer`, or undefined. Never quotes a value. */
export function maskingProblem(corpus: Corpus, answer: Uint8Array, json: boolean): string | undefined {
  const original = Buffer.from(corpus.bytes.buffer, corpus.bytes.byteOffset, corpus.bytes.length);
  const got = Buffer.from(answer.buffer, answer.byteOffset, answer.length);
  const holes: readonly Span[] = corpus.cards;
  let from = 0;
  let at = 0;
  for (const [i, hole] of [...holes, { start: original.length, end: original.length }].entries()) {
    const clean = original.subarray(from, hole.start);
    if (!got.subarray(at, at + clean.length).equals(clean)) return `bytes ${from}-${hole.start} are not what they were`;
    at += clean.length;
    if (i === holes.length) break;
    const following = original.subarray(hole.end, Math.min(original.length, hole.end + 12));
    const next = got.indexOf(following, at);
    const length = next - at;
    if (next < 0 || length > hole.end - hole.start + GROWTH) return `no end to the replacement at byte ${hole.start}`;
    const shown = got.toString('latin1', at, next).replace(/[^0-9]/g, '');
    const digits = original.toString('latin1', hole.start, hole.end).replace(/[^0-9]/g, '');
    if (!isHidden(shown, digits)) return `the card at byte ${hole.start} is not masked`;
    at = next;
    from = hole.end;
  }
  if (at !== got.length) return `${got.length - at} bytes too many`;
  return json ? jsonProblem(got) : undefined;
}

function isHidden(shown: string, digits: string): boolean {
  const last = shown.slice(-LAST_DIGITS);
  const rest = shown.slice(0, -LAST_DIGITS);
  if (!digits.endsWith(last)) return false;
  return rest === '' || (shown.length === digits.length && rest[0] !== digits[0] && /^(\d)\1*$/.test(rest));
}

function jsonProblem(bytes: Buffer): string | undefined {
  try {
    JSON.parse(bytes.toString('utf8'));
    return undefined;
  } catch {
    return 'the answer is not JSON';
  }
}

/**
 * Accept-Encoding (RFC 9110 section 12.5.3), on both legs. What the downstream takes decides only whether a coded answer may leave
 * as it came. What the upstream is offered is one fixed set, so that caches and validators which vary by it stay stable.
 */
import type { Coding } from './coding.js';
import { HAS_ZSTD } from './zstd.js';

/** All we can undo and want: `deflate` is left out because nobody agrees on what it means. */
const OFFERED = HAS_ZSTD ? 'gzip, br, zstd' : 'gzip, br';
/** The second of two values: the downstream takes no plain bytes. */
const OFFERED_CODED = `${OFFERED}, identity;q=0`;

/** What a request may be coded with, for the answer that refuses one (RFC 9110 section 15.5.16). */
export const UNDERSTOOD = `${OFFERED}, deflate`;

/** The Accept-Encoding for the upstream. Over a local link coding costs more than everything else the proxy does, so none is asked for. */
export function offeredCodings(isLocal: boolean, acceptEncoding: string | undefined): string {
  if (forbidsPlain(acceptEncoding)) return OFFERED_CODED;
  return isLocal ? 'identity' : OFFERED;
}

/** Whether all that `acceptEncoding` names can be undone, so that it may be passed on as it is. */
export function isUnderstood(acceptEncoding: string): boolean {
  const known = `${UNDERSTOOD}, identity`.split(', ');
  return [...weightsOf(acceptEncoding).keys()].every((name) => known.includes(name));
}

/**
 * Whether bytes under all of `codings` may be sent to who said `acceptEncoding`. Who said nothing gets none: the answer is coded
 * because we asked for it, not because its reader did. What cannot be read as a weight counts as a refusal.
 */
export function acceptsCodings(acceptEncoding: string | undefined, codings: readonly Coding[]): boolean {
  if (acceptEncoding === undefined) return false;
  const weights = weightsOf(acceptEncoding);
  return codings.every((coding) => (weights.get(coding) ?? weights.get('*') ?? 0) > 0);
}

/** Whether `identity` is excluded, by name or by `*` (RFC 9110 section 12.5.3). */
function forbidsPlain(acceptEncoding: string | undefined): boolean {
  if (acceptEncoding === undefined || !acceptEncoding.includes('0')) return false;
  const weights = weightsOf(acceptEncoding);
  return (weights.get('identity') ?? weights.get('*') ?? 1) === 0;
}

/** Name to weight. Of a name that comes twice the lowest weight counts. */
function weightsOf(acceptEncoding: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const part of acceptEncoding.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    if (name === '') continue;
    const coding = name === 'x-gzip' ? 'gzip' : name;
    weights.set(coding, Math.min(weights.get(coding) ?? 1, weightOf(parameters)));
  }
  return weights;
}

function weightOf(parameters: readonly string[]): number {
  if (parameters.length === 0) return 1;
  const weight = /^q\s*=\s*((?:0|1)(?:\.\d{0,3})?)$/.exec(parameters[0] ?? '')?.[1];
  return weight === undefined || parameters.length > 1 ? 0 : Math.min(1, Number(weight));
}

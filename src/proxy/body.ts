/** How the body of a message is to be read, judged by its head. */
import type { Direction, ErrorCode } from '../base/errors.js';
import type { CharsetHints, Engine, PartHead, PartPlan } from '../engine/api.js';
import { type Coding, codingsOf } from '../wire/coding.js';
import type { Head } from '../wire/headers.js';
import { type BodyType, bodyTypeOf } from '../wire/mediatype.js';
import type { Plane } from './plane.js';
import type { BodyRedactionOptions, Tally } from './redaction.js';

export interface BodyPlan {
  readonly redaction: BodyRedactionOptions;
  /** Server-sent events: silence is normal, delay is not. */
  readonly eventStream: boolean;
}

/**
 * Opens the engine for one body, or names why the body cannot be inspected. `accepts` says whether the body's reader takes it
 * under these codings; an upstream is sent what the downstream chose.
 */
export function planBody(
  plane: Plane,
  engine: Engine,
  head: Head,
  direction: Direction,
  tally: Tally,
  accepts: (codings: readonly Coding[]) => boolean = () => true,
): BodyPlan | ErrorCode {
  const { limits, observer } = plane;
  const type = bodyTypeOf(head.contentType);
  const charset = hintsOf(type);
  if (charset === undefined) return 'SLUICE_CHARSET_UNSUPPORTED';
  const codings = codingsOf(head.contentEncoding, limits.codingDepth);
  if (codings === undefined) return 'SLUICE_CODING_UNSUPPORTED';
  return {
    redaction: {
      stream: engine.open({ format: type.format, direction, ownsChunks: true, charset, contentType: head.contentType, partPolicy }),
      direction,
      codings,
      contentType: head.contentType,
      whole: head.contentLength !== undefined && head.contentLength <= limits.bufferedBodyBytes,
      // a JSON document is of no use before its last byte, so its coded bytes are collected even when their number is not known
      mayGrow: codings.length > 0 && type.format === 'json' && head.contentLength === undefined,
      keepsCodings: codings.length > 0 && accepts(codings),
      openPlain: () => engine.open({ format: 'text', direction, ownsChunks: true }),
      limits,
      observer,
      tally,
    },
    eventStream: type.eventStream,
  };
}

/** What the head tells about the charset; undefined when it names one that cannot be inspected. */
function hintsOf({ charset, textual, markup }: BodyType): CharsetHints | undefined {
  return charset === 'refused' ? undefined : { declared: charset, textual, markup };
}

/** Judges a part of a container like a whole body of its type; the one place that is asked about them. */
export function partPolicy({ contentType }: PartHead): PartPlan | ErrorCode {
  const type = bodyTypeOf(contentType);
  const charset = hintsOf(type);
  return charset === undefined ? 'SLUICE_CHARSET_UNSUPPORTED' : { meta: { format: type.format, charset } };
}

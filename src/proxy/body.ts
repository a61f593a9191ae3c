/** How the body of a message is to be read, judged by its head. */
import type { Direction, ErrorCode } from '../base/errors.js';
import type { Engine } from '../engine/api.js';
import { type Coding, codingsOf } from '../wire/coding.js';
import type { Head } from '../wire/headers.js';
import { bodyTypeOf } from '../wire/mediatype.js';
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
  if (type.charset === 'refused') return 'SLUICE_CHARSET_UNSUPPORTED';
  const codings = codingsOf(head.contentEncoding, limits.codingDepth);
  if (codings === undefined) return 'SLUICE_CODING_UNSUPPORTED';
  const charset = { declared: type.charset, textual: type.textual, markup: type.markup };
  return {
    redaction: {
      stream: engine.open({ format: type.format, direction, ownsChunks: true, charset }),
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

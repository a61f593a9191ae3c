/** How the body of a message is to be read, judged by its head. */
import type { Direction, ErrorCode } from '../base/errors.js';
import type { Engine, PartHead, PartPlan } from '../engine/api.js';
import { OpeningGuard } from '../wire/charset.js';
import { codingsOf } from '../wire/coding.js';
import type { Head } from '../wire/headers.js';
import { bodyTypeOf } from '../wire/mediatype.js';
import type { Plane } from './plane.js';
import type { BodyRedactionOptions, Tally } from './redaction.js';

export interface BodyPlan {
  readonly redaction: BodyRedactionOptions;
  /** Server-sent events: silence is normal, delay is not. */
  readonly eventStream: boolean;
}

/** Opens the engine for one body, or names why the body cannot be inspected. */
export function planBody(plane: Plane, engine: Engine, head: Head, direction: Direction, tally: Tally): BodyPlan | ErrorCode {
  const { limits, observer } = plane;
  const type = bodyTypeOf(head.contentType);
  if (!type.inspectable) return 'SLUICE_CHARSET_UNSUPPORTED';
  const codings = codingsOf(head.contentEncoding, limits.codingDepth);
  if (codings === undefined) return 'SLUICE_CODING_UNSUPPORTED';
  return {
    redaction: {
      stream: engine.open({ format: type.format, direction, ownsChunks: true, contentType: head.contentType, partPolicy }),
      direction,
      codings,
      textual: type.textual,
      whole: head.contentLength !== undefined && head.contentLength <= limits.bufferedBodyBytes,
      limits,
      observer,
      tally,
    },
    eventStream: type.eventStream,
  };
}

/** Judges a part of a container like a whole body of its type; the one place that is asked about them. */
export function partPolicy({ contentType }: PartHead): PartPlan | ErrorCode {
  const type = bodyTypeOf(contentType);
  if (!type.inspectable) return 'SLUICE_CHARSET_UNSUPPORTED';
  const guard = new OpeningGuard(type.textual);
  return { meta: { format: type.format }, isForeign: (chunk) => guard.foreign(chunk) };
}

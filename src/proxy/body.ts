/** How the body of a message is to be read, judged by its head. */
import type { ErrorCode } from '../base/errors.js';
import type { Engine } from '../engine/api.js';
import type { OpaqueUse } from '../policy/opaque.js';
import { codingsOf } from '../wire/coding.js';
import { dressOf } from '../wire/dress.js';
import type { Head } from '../wire/headers.js';
import { bodyTypeOf } from '../wire/mediatype.js';
import { Inspection } from './inspection.js';
import { boundaryOf } from './part-gate.js';
import type { Plane } from './plane.js';
import type { BodyRedactionOptions, Tally } from './redaction.js';

export interface BodyPlan {
  readonly redaction: BodyRedactionOptions;
  /** Server-sent events: silence is normal, delay is not. */
  readonly eventStream: boolean;
  /** Declared as a document or as binary data: whether it passes may be decided behind its last byte. */
  readonly late: boolean;
}

/** Opens the engine for one body, or names why the body cannot be inspected. */
export function planBody(plane: Plane, engine: Engine, head: Head, use: OpaqueUse, tally: Tally): BodyPlan | ErrorCode {
  const { limits, observer } = plane;
  const type = bodyTypeOf(head.contentType);
  if (!type.inspectable) return 'SLUICE_CHARSET_UNSUPPORTED';
  const direction = use === 'upload' ? 'request' : 'response';
  const dress = dressOf(head.contentType);
  const codings = codingsOf(head.contentEncoding, limits.codingDepth);
  if (codings === undefined) return 'SLUICE_CODING_UNSUPPORTED';
  return {
    redaction: {
      stream: new Inspection({
        engine,
        declared: { format: type.format, dress, boundary: boundaryOf(head.contentType) },
        use,
        opaque: plane.opaque,
        documents: plane.documents,
        limits,
      }),
      direction,
      codings,
      textual: type.textual,
      whole: head.contentLength !== undefined && head.contentLength <= limits.bufferedBodyBytes,
      limits,
      observer,
      tally,
    },
    eventStream: type.eventStream,
    late: dress === 'document' || dress === 'binary',
  };
}

/** One body through the engine as the proxy would open it: judged by its Content-Type, its parts by theirs, its codings undone. */
import type { Effect, Engine, MessageMeta, PartHead, PartPlan } from '../../src/engine/api.js';
import type { ErrorCode } from '../../src/base/errors.js';
import { codingsOf } from '../../src/wire/coding.js';
import { bodyTypeOf } from '../../src/wire/mediatype.js';
import { openWhole } from '../../src/wire/whole.js';

const DECODED_BYTES_MAX = 16_777_216;

export interface Inspected {
  readonly output: Buffer;
  readonly effects: readonly Effect[];
  /** Why the body was refused; nothing of it has left then. */
  readonly refused: ErrorCode | undefined;
}

/** How a body of this type is opened; a code where its charset is not known. */
export function metaOf(contentType: string | undefined): Partial<MessageMeta> | ErrorCode {
  const { format, charset, textual, markup } = bodyTypeOf(contentType);
  if (charset === 'refused') return 'SLUICE_CHARSET_UNSUPPORTED';
  return { format, contentType, charset: { declared: charset, textual, markup }, partPolicy };
}

function partPolicy({ contentType }: PartHead): PartPlan | ErrorCode {
  const { format, charset, textual, markup } = bodyTypeOf(contentType);
  if (charset === 'refused') return 'SLUICE_CHARSET_UNSUPPORTED';
  return { meta: { format, charset: { declared: charset, textual, markup } } };
}

/** Undoes a Content-Encoding in one go, as the proxy does with small bodies; a code where it refuses. */
export function undo(contentEncoding: string | undefined, bytes: Uint8Array): Uint8Array | ErrorCode {
  const codings = codingsOf(contentEncoding, 3);
  if (codings === undefined) return 'SLUICE_CODING_UNSUPPORTED';
  const opened = codings.length === 0 ? { bytes } : openWhole(codings, bytes, DECODED_BYTES_MAX);
  return typeof opened === 'string' ? opened : (opened?.bytes ?? 'SLUICE_CODING_CORRUPT');
}

/** Feeds the pieces of one body, codings undone, to the engine. */
export function inspect(engine: Engine, contentType: string | undefined, pieces: readonly Uint8Array[]): Inspected {
  const meta = metaOf(contentType);
  if (typeof meta === 'string') return { output: Buffer.alloc(0), effects: [], refused: meta };
  const stream = engine.open(meta);
  const steps = [...pieces.map((piece) => stream.write(piece)), stream.end()];
  const effects = steps.flatMap((step) => step.effects);
  const refusal = effects.find((effect) => effect.kind === 'refuse');
  return { output: Buffer.concat(steps.map(({ bytes }) => bytes)), effects, refused: refusal?.code };
}

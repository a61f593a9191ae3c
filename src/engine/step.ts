/** What streams answer with: nothing, a refusal, or pieces put together. */
import type { ErrorCode } from '../base/errors.js';
import type { Effect, RedactionStream, Step } from './api.js';

export const NO_BYTES = new Uint8Array(0);
const NO_EFFECTS: readonly Effect[] = [];
export const NOTHING: Step = { bytes: NO_BYTES, effects: NO_EFFECTS };

/** The message ends here and goes no further; no byte leaves with it. `told` is what led to it. */
export function refusalStep(code: ErrorCode, told: readonly Effect[] = NO_EFFECTS): Step {
  return { bytes: NO_BYTES, effects: [...told, { kind: 'refuse', code }] };
}

/** Most steps have no effects and keep no array for them. */
export function stepOf(bytes: Uint8Array, effects: readonly Effect[]): Step {
  return { bytes, effects: effects.length === 0 ? NO_EFFECTS : effects };
}

/** The pieces in one: without a copy where they stand side by side in the same memory, and `chunk` itself where they are all of it. */
export function joined(pieces: readonly Uint8Array[], chunk?: Uint8Array): Uint8Array {
  if (pieces.length === 0) return NO_BYTES;
  const [first] = pieces;
  let length = 0;
  let isContiguous = true;
  for (const piece of pieces) {
    isContiguous &&= piece.buffer === first.buffer && piece.byteOffset === first.byteOffset + length;
    length += piece.length;
  }
  if (!isContiguous) return Buffer.concat(pieces, length);
  if (chunk?.buffer === first.buffer && chunk.byteOffset === first.byteOffset && chunk.length === length) return chunk;
  return pieces.length === 1 ? first : new Uint8Array(first.buffer, first.byteOffset, length);
}

/** What streams do alike: an empty chunk is nothing, and nothing more comes of a message that has ended or was refused. */
export abstract class EndingStream implements RedactionStream {
  protected hasEnded = false;

  abstract get held(): number;

  write(chunk: Uint8Array): Step {
    return this.hasEnded || chunk.length === 0 ? NOTHING : this.step(chunk, false);
  }

  end(chunk: Uint8Array = NO_BYTES): Step {
    if (this.hasEnded) return NOTHING;
    const step = this.step(chunk, true);
    this.hasEnded = true;
    return step;
  }

  /** Takes in some bytes of the message, with `final` the last. Sets `hasEnded` where it refuses. */
  protected abstract step(chunk: Uint8Array, final: boolean): Step;
}

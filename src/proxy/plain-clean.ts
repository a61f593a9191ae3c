/** Whether a coded body may leave under its codings. */
import type { RedactionStream } from '../engine/api.js';
import { isActedUpon } from '../policy/clause.js';

/** Whether coded bytes hold nothing to redact as they are. What is found there is dropped with the coding, so it is nobody's finding. */
export function arePlainClean(coded: readonly Uint8Array[], open: () => RedactionStream): boolean {
  try {
    return coded.every((bytes) => {
      const { effects } = open().end(Buffer.from(bytes));
      return effects.every((effect) => effect.kind === 'finding' && !isActedUpon(effect.action));
    });
  } catch {
    return false;
  }
}

/** Which findings change a message. */
import type { Effect, RedactionStream } from '../engine/api.js';

export function isActedUpon(effect: Extract<Effect, { kind: 'finding' }>): boolean {
  return effect.action !== 'allow' && effect.action !== 'observe';
}

/** Whether coded bytes hold nothing to redact as they are. What is found there is dropped with the coding, so it is nobody's finding. */
export function arePlainClean(coded: readonly Uint8Array[], open: () => RedactionStream): boolean {
  try {
    return coded.every((bytes) => {
      const { effects } = open().end(Buffer.from(bytes));
      return effects.every((effect) => effect.kind === 'finding' && !isActedUpon(effect));
    });
  } catch {
    return false;
  }
}

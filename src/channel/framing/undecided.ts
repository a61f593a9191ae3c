/**
 * A channel whose handshake said nothing of its framing: plain messages, unless its first can only be one of those that begin with a message of
 * their own: the downstream's first, or the upstream's where that comes before it.
 */
import type { Direction } from '../../base/errors.js';
import type { Framing } from './framing.js';

/** `plain` until one of the others adopts the channel. */
export function undecided(plain: Framing, framings: readonly Framing[]): Framing {
  return {
    name: plain.name,
    recognises: () => false,
    open(handshake) {
      let readers = plain.open(handshake);
      /** Whose first message may still decide. */
      const asked = new Set<Direction>(['request', 'response']);
      const decide = (direction: Direction, message: Uint8Array, isBinary: boolean): void => {
        if (!asked.delete(direction)) return;
        const adopting = framings.find((framing) => framing.adopts?.(message, isBinary));
        if (adopting !== undefined) readers = adopting.open(handshake);
        if (adopting !== undefined || direction === 'request') asked.clear();
      };
      const readerOf = (direction: Direction) => ({
        read(message: Uint8Array, isBinary: boolean) {
          decide(direction, message, isBinary);
          return readers[direction].read(message, isBinary);
        },
      });
      return { request: readerOf('request'), response: readerOf('response') };
    },
  };
}

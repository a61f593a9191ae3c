/**
 * A channel whose handshake said nothing of its framing: plain messages, unless its first can only be one of those that begin with a message of
 * their own: the downstream's first, or the upstream's where that comes before it.
 */
import { inDirection } from '../../base/by-direction.js';
import type { Direction } from '../../base/errors.js';
import type { Framing, FramingReader } from './framing.js';

/** `plain` until one of the others adopts the channel. */
export function undecided(plain: Framing, framings: readonly Framing[]): Framing {
  return {
    name: plain.name,
    recognises: () => false,
    open(handshake) {
      let readers = plain.open(handshake);
      /** Whose first message may still decide. */
      const asked = new Set<Direction>(['request', 'response']);
      let isDecided = false;
      const decide = (direction: Direction, message: Uint8Array, isBinary: boolean): void => {
        if (!asked.delete(direction)) return;
        const adopting = framings.find((framing) => framing.adopts?.(message, isBinary));
        if (adopting !== undefined) readers = adopting.open(handshake);
        isDecided = adopting !== undefined || direction === 'request';
      };
      const readerOf = (direction: Direction): FramingReader => ({
        read(message, isBinary) {
          if (!isDecided) decide(direction, message, isBinary);
          return inDirection(readers, direction).read(message, isBinary);
        },
      });
      return { request: readerOf('request'), response: readerOf('response') };
    },
  };
}

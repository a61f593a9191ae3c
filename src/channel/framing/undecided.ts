/**
 * A channel whose handshake said nothing of its framing: plain messages, unless the first that the downstream sends can only be one of those
 * that begin with a message of their own.
 */
import type { Framing } from './framing.js';

/** `plain` until one of the others adopts the channel. */
export function undecided(plain: Framing, framings: readonly Framing[]): Framing {
  return {
    name: plain.name,
    recognises: () => false,
    open(handshake) {
      let readers = plain.open(handshake);
      let isFirst = true;
      return {
        request: {
          read(message, isBinary) {
            const adopting = isFirst ? framings.find((framing) => framing.adopts?.(message, isBinary)) : undefined;
            isFirst = false;
            if (adopting !== undefined) readers = adopting.open(handshake);
            return readers.request.read(message, isBinary);
          },
        },
        response: { read: (message, isBinary) => readers.response.read(message, isBinary) },
      };
    },
  };
}

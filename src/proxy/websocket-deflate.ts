/**
 * permessage-deflate (RFC 7692) without memory: each message is compressed by itself on both sides, so that an idle connection costs what a
 * plain one costs. Where a peer insists on a context from message to message, or on a smaller window, the connection stays uncompressed.
 */
import { constants, deflateRawSync, inflateRawSync, type InflateRaw } from 'node:zlib';

/** Inflates one message, of `maxBytes` at most. */
export type Inflate = (wire: Uint8Array, maxBytes: number) => Buffer | 'too long' | 'corrupt';

const NAME = 'permessage-deflate';
const NO_CONTEXT = `${NAME}; server_no_context_takeover; client_no_context_takeover`;
/** What a sender leaves away at the end of a message (section 7.2.1). */
const TAIL = Buffer.from([0x00, 0x00, 0xff, 0xff]);
/** Messages below are not worth compressing; `ws` draws the line there as well. */
export const DEFLATE_LEAST_BYTES = 1024;

/** What we offer to an upstream. It must answer with both parameters, or without the extension. */
export const OFFER = NO_CONTEXT;

/** Our answer to what downstream offers; undefined where none of it suits. Only names without values and the hint of a window are known. */
export function answerTo(offers: string | undefined): string | undefined {
  const suits = (offers ?? '').split(',').some((offer) => {
    const [name, ...parameters] = offer.split(';').map((part) => part.trim().toLowerCase());
    return name === NAME && parameters.every((parameter) => HARMLESS.test(parameter));
  });
  return suits ? NO_CONTEXT : undefined;
}

/** `client_max_window_bits` limits what downstream may do, never us; `server_max_window_bits` would limit us. */
const HARMLESS = /^(?:(?:server|client)_no_context_takeover|client_max_window_bits(?:="?(?:[89]|1[0-5])"?)?)$/;

/** What an upstream made of our offer. */
export function judgeAnswer(answer: string | undefined): 'plain' | 'deflate' | 'wrong' {
  if (answer === undefined) return 'plain';
  const [name, ...parameters] = answer.split(';').map((part) => part.trim().toLowerCase());
  const isKnown = parameters.every((parameter) =>
    /^(?:server|client)_no_context_takeover$|^server_max_window_bits="?(?:[89]|1[0-5])"?$/.test(parameter),
  );
  return name === NAME && isKnown && parameters.includes('server_no_context_takeover') ? 'deflate' : 'wrong';
}

/**
 * An empty last block. Only behind a message that is whole is it read as one: what was cut short would take it, as it would the tail, for letters of
 * its own and end in noise, which zlib hands out when it is not asked for the end of its stream.
 */
const END = Buffer.from([0x01, 0x00, 0x00, 0xff, 0xff]);

export const inflate: Inflate = (wire, maxBytes) => {
  if (wire.length === 0) return Buffer.alloc(0);
  try {
    const options = { info: true, maxOutputLength: Math.max(1, maxBytes) };
    const parts = hasTail(wire) ? [wire, END] : [wire, TAIL, END];
    const { buffer, engine } = inflateRawSync(Buffer.concat(parts), options) as unknown as { buffer: Buffer; engine: InflateRaw };
    // Behind a last block of the sender's own (section 7.2.3.4) stands the beginning of an empty one; anything else would be lost.
    return wire.subarray(engine.bytesWritten).every((byte) => byte === 0) ? buffer : 'corrupt';
  } catch (error) {
    return error instanceof RangeError ? 'too long' : 'corrupt';
  }
};

/** Some senders leave it where it is. */
const hasTail = (wire: Uint8Array): boolean => wire.length > TAIL.length && TAIL.equals(wire.subarray(-TAIL.length));

/** The message as it goes on the wire: a flush at its end, without the tail that marks it. */
export function deflate(message: Uint8Array): Buffer {
  const whole = deflateRawSync(message, { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH });
  return whole.subarray(0, whole.length - TAIL.length);
}

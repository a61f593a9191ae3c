/** A server of HTTP/2 that answers frame by frame (RFC 9113 section 4), for answers that no well-behaved server gives. */
import type { Socket } from 'node:net';
import type { Credentials } from './certificates.js';
import { FLAG, type Fields, TYPE, block, frame, number } from './raw-http2.js';
import { type Listening, tlsServer } from './upstream.js';

/** The stream of a request whose head has come. What is told in one call leaves in one write. */
export interface RawAnswer {
  readonly socket: Socket;
  /** RST_STREAM frames that came for it, by their code. */
  readonly resets: number[];
  send(...frames: Buffer[]): void;
  headers(fields: Fields, flags?: number): Buffer;
  data(bytes: string | Uint8Array, isLast?: boolean): Buffer;
  reset(code: number): Buffer;
  /** GOAWAY behind this stream. */
  goAway(code: number): Buffer;
}

export const OK: Fields = [[':status', '200']];

/** `answer` is called once for each request. */
export function rawHttp2Server({ chain, key }: Credentials, answer: (stream: RawAnswer) => void): Promise<Listening> {
  const rests = new WeakMap<Socket, Buffer>();
  const open = new WeakMap<Socket, Map<number, RawAnswer>>();
  return tlsServer({ cert: chain, key, ALPNProtocols: ['h2'] }, (socket, piece) => {
    let rest = rests.get(socket);
    if (rest === undefined) socket.write(frame(TYPE.settings, 0, 0));
    const streams = open.get(socket) ?? new Map<number, RawAnswer>();
    open.set(socket, streams);
    const isFirst = rest === undefined;
    rest = Buffer.concat([rest ?? Buffer.alloc(0), piece]);
    if (isFirst) rest = rest.subarray('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'.length);
    for (; rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3); rest = rest.subarray(9 + rest.readUIntBE(0, 3))) {
      const [type, flags, id] = [rest[3], rest[4] ?? 0, rest.readUInt32BE(5)];
      if (type === TYPE.settings && (flags & FLAG.ack) === 0) socket.write(frame(TYPE.settings, FLAG.ack, 0));
      if (type === TYPE.reset) streams.get(id)?.resets.push(rest.readUInt32BE(9));
      if (type !== TYPE.headers || streams.has(id)) continue;
      const stream = answerOn(socket, id);
      streams.set(id, stream);
      answer(stream);
    }
    rests.set(socket, rest);
  });
}

function answerOn(socket: Socket, id: number): RawAnswer {
  return {
    socket,
    resets: [],
    send: (...frames) => void (socket.destroyed || socket.write(Buffer.concat(frames))),
    headers: (fields, flags = FLAG.endHeaders) => frame(TYPE.headers, flags, id, block(fields)),
    data: (bytes, isLast = false) => frame(TYPE.data, isLast ? FLAG.endStream : 0, id, Buffer.from(bytes)),
    reset: (code) => frame(TYPE.reset, 0, id, number(code)),
    goAway: (code) => frame(TYPE.goAway, 0, 0, Buffer.concat([number(id), number(code)])),
  };
}

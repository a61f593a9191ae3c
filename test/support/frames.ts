/** Frames written by hand, valid and broken, and what two readers make of them: Sluice's own and that of `ws`, its oracle. */
import * as ws from 'ws';
import { inflate } from '../../src/proxy/websocket-deflate.js';
import { FrameReader } from '../../src/proxy/websocket-reader.js';

/** One frame, bit by bit (RFC 6455 section 5.2). */
export interface Frame {
  readonly fin?: boolean;
  /** RSV1 to RSV3, as a number from 0 to 7, RSV1 the highest. */
  readonly rsv?: number;
  readonly opcode: number;
  readonly payload?: Uint8Array | string;
  /** Without one the frame is not masked. */
  readonly key?: readonly [number, number, number, number] | undefined;
  /** Bytes of the length field's extension; by default the fewest that will do. */
  readonly extension?: 0 | 2 | 8;
  /** What the length field says, where that is not the truth. */
  readonly claims?: bigint;
}

export function encode({ fin = true, rsv = 0, opcode, payload = '', key, extension, claims }: Frame): Buffer {
  const bytes = Buffer.from(typeof payload === 'string' ? Buffer.from(payload) : payload);
  const length = claims ?? BigInt(bytes.length);
  const size = extension ?? (length < 126n ? 0 : length < 65_536n ? 2 : 8);
  const head = Buffer.alloc(2 + size);
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  head[1] = (key === undefined ? 0 : 0x80) | (size === 0 ? Number(length) : size === 2 ? 126 : 127);
  if (size === 2) head.writeUInt16BE(Number(length), 2);
  if (size === 8) head.writeBigUInt64BE(length, 2);
  if (key === undefined) return Buffer.concat([head, bytes]);
  return Buffer.concat([head, Buffer.from(key), bytes.map((byte, at) => byte ^ (key[at % 4] ?? 0))]);
}

/** All that a reader tells, in order: messages, pings, and how it ended. */
export type Told = string[];

export interface Setting {
  /** The frames are a client's. */
  readonly isMasked: boolean;
  readonly messageBytes: number;
  readonly fragments: number;
  readonly isDeflating?: boolean;
}

const show = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

export function readOurs({ isDeflating = false, ...rules }: Setting, chunks: readonly Uint8Array[]): Told {
  const told: Told = [];
  const reader = new FrameReader(isDeflating ? { ...rules, inflate } : rules, {
    message: (payload, isBinary) => told.push(`${isBinary ? 'binary' : 'text'} ${show(payload)}`),
    ping: (payload) => told.push(`ping ${show(payload)}`),
    closed: (code, reason) => told.push(`closed ${code} ${show(reason)}`),
    broken: ({ close }) => told.push(`broken ${close}`),
  });
  // Copies: the reader unmasks in place.
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  return told;
}

/** As far as this file uses it. */
interface Oracle extends NodeJS.WritableStream {
  on(event: string, listener: (...args: never[]) => void): this;
}
interface Internals {
  readonly Receiver: new (options: object) => Oracle;
  readonly PerMessageDeflate: new (options: object) => { accept(offers: object[]): object };
}

export async function readTheirs(
  { isMasked, messageBytes, fragments, isDeflating = false }: Setting,
  chunks: readonly Uint8Array[],
): Promise<Told> {
  const { Receiver, PerMessageDeflate } = ws as unknown as Internals;
  const told: Told = [];
  const extensions: Record<string, unknown> = {};
  if (isDeflating) {
    const extension = new PerMessageDeflate({ isServer: true, maxPayload: messageBytes });
    extension.accept([{ server_no_context_takeover: [true], client_no_context_takeover: [true] }]);
    extensions['permessage-deflate'] = extension;
  }
  const receiver = new Receiver({ isServer: isMasked, maxPayload: messageBytes, maxFragments: fragments, extensions });
  let hasEnded = false;
  receiver
    .on('message', (payload: Buffer, isBinary: boolean) => told.push(`${isBinary ? 'binary' : 'text'} ${show(payload)}`))
    .on('ping', (payload: Buffer) => told.push(`ping ${show(payload)}`))
    .on('conclude', (code: number, reason: Buffer) => {
      hasEnded = true;
      told.push(`closed ${code} ${show(reason)}`);
    })
    .on('error', (error: Error) => {
      hasEnded = true;
      const code: unknown = Reflect.get(
        error,
        Object.getOwnPropertySymbols(error).find(({ description }) => description === 'status-code') ?? '',
      );
      told.push(`broken ${String(code)}`);
    });
  for (const chunk of chunks) {
    // A copy: this one unmasks in place, too.
    if (!hasEnded) await new Promise<void>((resolve) => receiver.write(Buffer.from(chunk), () => resolve()));
  }
  // Errors are told a turn later.
  await new Promise(setImmediate);
  return told;
}

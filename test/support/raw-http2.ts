/**
 * HTTP/2 written frame by frame (RFC 9113 section 4), for what no well-behaved client sends. Heads are plain literals of HPACK
 * (RFC 7541 section 6.2.2), so a test can put any bytes in them.
 */
import { type TLSSocket, connect } from 'node:tls';
import { closeLater } from './cleanup.js';

export const TYPE = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;
export const FLAG = { ack: 1, endStream: 1, endHeaders: 4 } as const;
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

export type Fields = readonly (readonly [string, string])[];

export function get(path = '/'): Fields {
  return [
    [':method', 'GET'],
    [':scheme', 'https'],
    [':authority', 'localhost'],
    [':path', path],
  ];
}

export function post(path = '/'): Fields {
  return [[':method', 'POST'], ...get(path).slice(1)];
}

export class RawHttp2 {
  readonly frames: Frame[] = [];
  readonly socket: TLSSocket;
  #rest = Buffer.alloc(0);
  #waiting: (() => void)[] = [];

  private constructor(socket: TLSSocket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#read(chunk);
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#wake();
    });
  }

  /** Connects and sends preface and SETTINGS, `settings` as pairs of identifier and value. */
  static async open(port: number, settings: readonly (readonly [number, number])[] = []): Promise<RawHttp2> {
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ALPNProtocols: ['h2'], rejectUnauthorized: false });
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve).once('error', reject);
    });
    closeLater(() => {
      socket.destroy();
      return Promise.resolve();
    });
    const raw = new RawHttp2(socket);
    socket.write(PREFACE, 'latin1');
    const payload = Buffer.alloc(settings.length * 6);
    settings.forEach(([id, value], i) => {
      payload.writeUInt16BE(id, i * 6);
      payload.writeUInt32BE(value, i * 6 + 2);
    });
    raw.send(TYPE.settings, 0, 0, payload);
    await raw.until(({ type, flags }) => type === TYPE.settings && flags === 0);
    raw.send(TYPE.settings, FLAG.ack, 0);
    return raw;
  }

  get isClosed(): boolean {
    return this.socket.destroyed || this.socket.readableEnded;
  }

  send(type: number, flags: number, stream: number, payload: Uint8Array = Buffer.alloc(0)): void {
    if (!this.socket.destroyed) this.socket.write(frame(type, flags, stream, payload));
  }

  headers(stream: number, fields: Fields, flags: number = FLAG.endHeaders | FLAG.endStream): void {
    this.send(TYPE.headers, flags, stream, block(fields));
  }

  data(stream: number, bytes: string, isLast: boolean): void {
    this.send(TYPE.data, isLast ? FLAG.endStream : 0, stream, Buffer.from(bytes, 'latin1'));
  }

  reset(stream: number, code: number): void {
    this.send(TYPE.reset, 0, stream, number(code));
  }

  /** The first frame, come or to come, that satisfies `wanted`; undefined when the connection ends before. */
  async until(wanted: (frame: Frame) => boolean): Promise<Frame | undefined> {
    for (;;) {
      const found = this.frames.find(wanted);
      if (found !== undefined || this.isClosed) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Error code of the RST_STREAM for `stream`, or of the GOAWAY when there is none; undefined when the connection just ends. */
  async resetOf(stream: number): Promise<number | undefined> {
    const end = await this.until((each) => (each.type === TYPE.reset && each.stream === stream) || each.type === TYPE.goAway);
    return end?.payload.readUInt32BE(end.type === TYPE.reset ? 0 : 4);
  }

  /** Error code with which the peer said good-bye. */
  async goAway(): Promise<number | undefined> {
    return (await this.until(({ type }) => type === TYPE.goAway))?.payload.readUInt32BE(4);
  }

  /** Resolves when the peer has closed the connection. */
  async closed(): Promise<void> {
    while (!this.isClosed) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #read(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= 9) {
      const length = this.#rest.readUIntBE(0, 3);
      if (this.#rest.length < 9 + length) break;
      this.frames.push({
        type: this.#rest[3] ?? 0,
        flags: this.#rest[4] ?? 0,
        stream: this.#rest.readUInt32BE(5),
        payload: this.#rest.subarray(9, 9 + length),
      });
      this.#rest = this.#rest.subarray(9 + length);
    }
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

export function frame(type: number, flags: number, stream: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

export function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A header block of literals that no table keeps. */
export function block(fields: Fields): Buffer {
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]));
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'latin1');
  const length: number[] = bytes.length < 127 ? [bytes.length] : [127];
  for (let rest = bytes.length - 127; rest >= 0; rest = rest < 128 ? -1 : rest >> 7) length.push(rest < 128 ? rest : (rest & 127) | 128);
  return Buffer.concat([Buffer.from(length), bytes]);
}

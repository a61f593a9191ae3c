/** Bodies under every coding of this runtime, and a client and an upstream that neither add nor undo one. */
import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import * as zlib from 'node:zlib';
import { HAS_ZSTD } from '../../src/wire/zstd.js';
import { type Backend, type Running, proxied } from './proxy.js';

type Packer = (bytes: Uint8Array) => Buffer;

/** Node 20 and its type definitions lack it; asked for only where `HAS_ZSTD`. */
export const zstd: Packer = (bytes) => (zlib as object as { zstdCompressSync: Packer }).zstdCompressSync(bytes);

/** Content-Encoding and how it is done. */
export const PACKERS: readonly (readonly [name: string, coding: string, pack: Packer])[] = [
  ['gzip', 'gzip', zlib.gzipSync],
  ['gzip in upper case', 'GZIP', zlib.gzipSync],
  ['x-gzip', 'x-gzip', zlib.gzipSync],
  ['br', 'br', zlib.brotliCompressSync],
  ['deflate (zlib)', 'deflate', zlib.deflateSync],
  ['deflate (raw)', 'deflate', zlib.deflateRawSync],
  ['deflate, gzip', 'deflate, gzip', (bytes) => zlib.gzipSync(zlib.deflateSync(bytes))],
  ['gzip, identity, br', 'gzip, identity, br', (bytes) => zlib.brotliCompressSync(zlib.gzipSync(bytes))],
  ['gzip, gzip, gzip', 'gzip, gzip, gzip', (bytes) => zlib.gzipSync(zlib.gzipSync(zlib.gzipSync(bytes)))],
  ...(HAS_ZSTD
    ? ([
        ['zstd', 'zstd', zstd],
        ['gzip, zstd', 'gzip, zstd', (bytes: Uint8Array) => zstd(zlib.gzipSync(bytes))],
      ] as const)
    : []),
];

/** What a browser says, and zstd also where it would not be undone. */
export const TAKES_ALL = 'gzip, deflate, br, zstd';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** False when the answer was broken off. */
  readonly complete: boolean;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent with its length, or in chunks when it is a list. */
  readonly body?: Buffer | readonly Buffer[];
}

/** One request whose answer is not decoded. */
export async function ask(port: number, path: string, { method, headers = {}, body }: Sent = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, path, method: method ?? (body === undefined ? 'GET' : 'POST'), headers, agent: false });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      const done = (): void =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks), complete: response.complete });
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', done);
      response.on('end', done);
    });
    if (body instanceof Buffer) request.end(body);
    else {
      for (const chunk of body ?? []) request.write(chunk);
      request.end();
    }
  });
}

export interface Served {
  readonly coding: string;
  readonly coded: Buffer;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Scene extends Running {
  readonly backend: Backend;
  /** Requests as they came up, the last one last. */
  readonly seen: { readonly headers: IncomingHttpHeaders; readonly body: Buffer }[];
}

/** A proxy before an upstream that answers `/length` with a length, `/chunks` without, and remembers what it was asked. */
export async function coded(served: Served): Promise<Scene> {
  const seen: { headers: IncomingHttpHeaders; body: Buffer }[] = [];
  const scene = await proxied((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({ headers: request.headers, body: Buffer.concat(chunks) });
      const length = request.url === '/length' ? { 'content-length': String(served.coded.length) } : {};
      const type = { 'content-type': served.type ?? 'application/json' };
      response.writeHead(200, { ...type, 'content-encoding': served.coding, ...length, ...served.headers });
      if (request.url === '/length') response.end(served.coded);
      else {
        response.write(served.coded.subarray(0, 1));
        response.end(served.coded.subarray(1));
      }
    });
  });
  return { ...scene, seen };
}

/** A body in pieces, so that it is sent in chunks. */
export function inChunks(body: Buffer): Buffer[] {
  const half = body.length >> 1;
  return [body.subarray(0, half), body.subarray(half)];
}

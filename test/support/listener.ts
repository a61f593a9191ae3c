/** A proxy behind one listener of any kind, in front of a backend, for the length of one test. */
import type { RequestListener } from 'node:http';
import { type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders, connect } from 'node:http2';
import { generateKeyPairSync } from 'node:crypto';
import { type OpenDoor, createProxy, toOneUpstream } from '../../src/proxy/proxy.js';
import type { CertificateSpec, ListenerSpec, TlsSpec } from '../../src/proxy/listener/spec.js';
import { selfSignedAuthority } from '../../src/proxy/listener/certificate.js';
import { type Authority, authority } from './certificates.js';
import { closeLater } from './cleanup.js';
import { engine } from './engine.js';
import { type Backend, type ProxyChanges, Recorder, backend } from './proxy.js';

export interface Opened {
  readonly door: OpenDoor;
  readonly url: string;
  readonly port: number;
  readonly observer: Recorder;
  readonly backend: Backend;
  /** The authority behind the listener's certificate. */
  readonly ca: string;
  drain(graceMs: number): Promise<void>;
}

let root: Authority | undefined;
let tls: TlsSpec | undefined;

/** One authority for all tests of a run. */
export async function testAuthority(): Promise<Authority> {
  root ??= await authority();
  return root;
}

/** A certificate for localhost. */
export async function testTls(): Promise<TlsSpec> {
  const { chain, key } = await (await testAuthority()).leaf(['localhost', '127.0.0.1']);
  tls ??= { cert: chain, key };
  return tls;
}

/** The operator's authority of a forward listener. */
export function operatorsCa(permitted: readonly string[] = [], days = 30): CertificateSpec {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Date.now();
  const period = { notBefore: new Date(now - 86_400_000), notAfter: new Date(now + days * 86_400_000) };
  return {
    cert: selfSignedAuthority('Operator', privateKey, period, permitted),
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

/** A listener in front of a backend that answers as `handler` does; TLS and HTTP/2 unless `spec` says otherwise. */
export async function opened(handler: RequestListener, spec: Partial<ListenerSpec> = {}, changes: ProxyChanges = {}): Promise<Opened> {
  const upstream = await backend(handler);
  return { ...(await openedTo(upstream.url, spec, changes)), backend: upstream };
}

export async function openedTo(
  upstream: string,
  spec: Partial<ListenerSpec> = {},
  { upgrade, ...changes }: ProxyChanges = {},
): Promise<Omit<Opened, 'backend'>> {
  const observer = new Recorder();
  const proxy = await createProxy({
    snapshot: toOneUpstream(new URL(upstream), { engine, ...changes }),
    observer,
    ...(upgrade === undefined ? {} : { upgrade }),
  });
  closeLater(() => proxy.drain(0));
  const door = await proxy.open({
    name: 'test',
    address: { host: '127.0.0.1', port: 0 },
    mode: 'reverse',
    tls: await testTls(),
    http2: true,
    ...spec,
  });
  const { cert } = await testAuthority();
  return { door, url: door.url, port: Number(new URL(door.url).port), observer, ca: cert, drain: (graceMs) => proxy.drain(graceMs) };
}

/** An HTTP/2 session of Node's own client. */
export function session({ port, ca }: { readonly port: number; readonly ca: string }): ClientHttp2Session {
  const client = connect(`https://localhost:${port}`, { ca });
  client.on('error', () => undefined);
  closeLater(() => {
    client.destroy();
    return Promise.resolve();
  });
  return client;
}

export interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Error code of the stream's end; 0 for a clean one. */
  readonly reset: number;
}

/** What a stream comes to. */
export async function answerOf(stream: ClientHttp2Stream): Promise<Answer> {
  const chunks: Buffer[] = [];
  let headers: IncomingHttpHeaders = {};
  stream.on('response', (given) => (headers = given));
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    stream.once('close', () => {
      resolve();
    });
  });
  return { headers, body: Buffer.concat(chunks).toString('latin1'), reset: stream.rstCode };
}

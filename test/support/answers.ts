/** Reads the bytes of an answer with the lean client's reader, and with Node's own client, and tells what each made of them. */
import { request as httpRequest } from 'node:http';
import { Duplex } from 'node:stream';
import { type ResponseLimits, ResponseReader } from '../../src/proxy/upstream/response-reader.js';

export interface Reading {
  status: number;
  headers: string[];
  /** As latin1. */
  body: string;
  /** Undefined while the answer is neither complete nor refused. */
  outcome: 'reusable' | 'complete' | 'refused' | undefined;
}

export interface ReadingOptions {
  /** The answer is one to HEAD. */
  readonly isHead?: boolean;
  /** The server closes its side properly behind the last piece. */
  readonly closes?: boolean;
  /** Under TLS the end of a connection proves nothing. */
  readonly secure?: boolean;
  readonly limits?: Partial<ResponseLimits>;
  /** Says for each piece of the body whether there is room for more; without room the reader is resumed before the next piece. */
  readonly room?: () => boolean;
}

const LIMITS: ResponseLimits = { headBytes: 4096, chunkExtensionBytes: 64, interimHeads: 4 };

/** How many bytes of `text` the lean client's reader takes for the answer; what is behind is not part of it. */
export function lengthOfAnswer(text: Buffer, isHead: boolean): number {
  let over = false;
  const sink = { head: () => undefined, data: () => true, end: () => void (over = true), fault: () => void (over = true) };
  const reader = new ResponseReader(sink, LIMITS, true);
  reader.expect(isHead);
  let at = 0;
  for (; at < text.length && !over; at++) reader.read(text.subarray(at, at + 1));
  return at;
}

/** What the lean client's reader makes of the pieces. */
export function readLean(pieces: readonly Buffer[], options: ReadingOptions = {}): Reading {
  const { isHead = false, closes = false, secure = false, limits, room = () => true } = options;
  const reading: Reading = { status: 0, headers: [], body: '', outcome: undefined };
  const sink = {
    head(status: number, headers: string[]) {
      reading.status = status;
      reading.headers = headers;
    },
    data(chunk: Buffer) {
      reading.body += chunk.toString('latin1');
      return room();
    },
    end(reusable: boolean) {
      reading.outcome = reusable ? 'reusable' : 'complete';
    },
    fault() {
      reading.outcome ??= 'refused'; // bytes behind an answer are not the answer's
    },
  };
  const reader = new ResponseReader(sink, { ...LIMITS, ...limits }, !secure);
  const makeRoom = (): void => {
    for (let turns = 0; reader.paused && turns < 10_000; turns++) reader.resume();
  };
  reader.expect(isHead);
  for (const piece of pieces) {
    reader.read(piece);
    makeRoom();
  }
  if (closes) reader.finish();
  return reading;
}

/** What Node's own client makes of them; the server closes its side behind the last. */
export function readNode(pieces: readonly Buffer[], isHead = false): Promise<Reading> {
  return new Promise((resolve) => {
    const reading: Reading = { status: 0, headers: [], body: '', outcome: undefined };
    const socket = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
    const finish = (outcome: Reading['outcome']): void => {
      if (reading.outcome !== undefined) return;
      reading.outcome = outcome;
      socket.destroy();
      resolve(reading);
    };
    const request = httpRequest({ host: 'x', method: isHead ? 'HEAD' : 'GET', createConnection: () => socket });
    request.on('error', () => finish('refused'));
    request.on('upgrade', () => finish('refused'));
    request.on('close', () => setImmediate(finish, 'refused')); // the answer's own end may come behind it
    request.on('response', (response) => {
      reading.status = response.statusCode ?? 0;
      reading.headers = response.rawHeaders;
      response.on('data', (chunk: Buffer) => (reading.body += chunk.toString('latin1')));
      response.on('error', () => finish('refused'));
      response.on('end', () => finish(response.complete ? 'complete' : 'refused'));
    });
    request.end();
    request.once('socket', () =>
      setImmediate(() => {
        for (const piece of pieces) socket.push(piece);
        setImmediate(() => socket.push(null));
      }),
    );
  });
}

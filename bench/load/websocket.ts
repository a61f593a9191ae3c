/**
 * The load generator for WebSockets, a process of its own: raw sockets and frames made beforehand, because it shares a core with the upstream and
 * must not be what is measured. Every byte that comes back is compared. Takes one order at a time; see `WebSocketOrder`.
 *
 * Where latency is measured it is the upstream as well, in the same thread: of several on one core each waits milliseconds for its turn.
 */
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../corpus/random.js';
import { cpuSeconds } from '../harness/machine.js';
import { percentile } from '../harness/statistics.js';
import { startEcho } from '../websocket/echo.js';
import { conversation, type Conversation } from '../websocket/messages.js';

export interface WebSocketOrder {
  /** An upstream is started in this very thread. */
  readonly echo?: true;
  /** Messages are sent to and fro. */
  readonly talk?: {
    readonly url: string;
    readonly connections: number;
    readonly messageBytes: number;
    readonly hidesCards: boolean;
    readonly seconds: number;
    /** Messages of one connection that are sent one behind another and then waited for. */
    readonly burst: number;
    /** Messages a second over all connections, each by itself, due whether or not earlier ones came back. Instead of bursts. */
    readonly perSecond?: number;
    /** The process under test, whose CPU time is read. */
    readonly pid?: number;
  };
  /** Opens connections that stay, each after one message there and back. */
  readonly open?: { readonly url: string; readonly connections: number; readonly messageBytes: number; readonly hidesCards: boolean };
  /** Those that were opened: each that is closed opens anew at `url`, again and again as clients do, and says there what was not answered. */
  readonly moveTo?: { readonly url: string; readonly withinMs: number };
  readonly leave?: true;
}

export interface WebSocketAnswer {
  readonly messages: number;
  readonly seconds: number;
  readonly p50Ms: number;
  /** From the moment a message was due. */
  readonly p99Ms: number;
  /** Of the process under test while messages were sent. */
  readonly cpuSeconds: number;
  /** Of `echo`. */
  readonly url: string;
  /** Connections now open, and how often each close code was received. */
  readonly open: number;
  readonly closes: Readonly<Record<string, number>>;
  /** Attempts to move that were turned away, and why; each was tried again. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly problems: Readonly<Record<string, number>>;
}

const HANDSHAKE = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
/** That open at the same time; a listener's queue holds no more. */
const AT_ONCE = 64;
const NOTHING = Buffer.alloc(0);
const LAST_ANSWER_MS = 10_000;
/** Between the first message of each connection and those that are measured. */
const SETTLE_MS = 200;
/** Control frames of the other side, which have no mask, and our answers: with a key of zeros, the close with 1000. */
const CLOSE = 0x88;
const PING = 0x89;
const CONTROL_HEAD_BYTES = 2;
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
const GOODBYE = Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]);
const SEED = 20_261_122;
/** Before a client tries again, at least and at most: a refusal under overload asks for one second or more. */
const AGAIN_MS = [1_000, 2_000] as const;

const problems = new Map<string, number>();
const closes = new Map<string, number>();
const refusals = new Map<string, number>();
const count = (into: Map<string, number>, what: string): void => void into.set(what, (into.get(what) ?? 0) + 1);

class Client {
  isOpen = false;
  /** Messages sent and come back, since it was opened; counted from the first one that it says. */
  sent: number;
  answered: number;
  /** When messages were due that are not answered. */
  readonly due: number[] = [];
  onAnswered: (messages: number) => void = () => undefined;
  onClosed: () => void = () => undefined;
  readonly #talk: Conversation;
  readonly #socket: Socket;
  /** Bytes of frames received. */
  #received: number;
  #head = '';
  /** The beginning of a control frame that has not all come. */
  #cut: Buffer = NOTHING;
  #hasEnded = false;
  /** Why it does not open. */
  #refusal = 'closed';
  #opened: (outcome: 'open' | { readonly refusal: string }) => void = () => undefined;

  /** `from`: with which of the messages it begins. */
  constructor(url: string, talk: Conversation, from = 0) {
    const { hostname, port, host } = new URL(url);
    this.#talk = talk;
    this.sent = from;
    this.answered = from;
    this.#received = from * talk.frameBytes;
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.#socket.write(`GET /live HTTP/1.1\r\nHost: ${host}\r\n${HANDSHAKE.join('\r\n')}\r\n\r\n`);
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', (error) => {
      if (this.isOpen) count(problems, error.message);
      else this.#refusal = error.message;
    });
    this.#socket.on('close', () => {
      if (this.isOpen && !this.#hasEnded) count(closes, 'none');
      this.isOpen = false;
      this.#opened({ refusal: this.#refusal });
      this.onClosed();
    });
  }

  opened(): Promise<'open' | { readonly refusal: string }> {
    return new Promise((resolve) => (this.#opened = resolve));
  }

  send(messages: number): void {
    const { sent } = this.#talk;
    // Each by itself, as clients do: how many the relay finds at once is the system's doing.
    for (let n = 0; n < messages; n++) this.#socket.write(sent[this.sent++ % sent.length] ?? NOTHING);
  }

  leave(): void {
    this.#hasEnded = true;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    if (this.#hasEnded) return;
    if (this.isOpen) return this.#compare(this.#cut.length === 0 ? chunk : Buffer.concat([this.#cut, chunk]));
    this.#head += chunk.toString('latin1');
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) return;
    this.isOpen = this.#head.startsWith('HTTP/1.1 101 ');
    if (!this.isOpen) {
      this.#refusal = this.#head.slice(0, this.#head.indexOf('\r\n'));
      this.leave();
      return;
    }
    const rest = Buffer.from(this.#head.slice(end + 4), 'latin1');
    this.#head = '';
    this.#opened('open');
    if (rest.length > 0) this.#compare(rest);
  }

  #compare(chunk: Buffer): void {
    const { expected, frameBytes } = this.#talk;
    this.#cut = NOTHING;
    for (let at = 0; at < chunk.length && !this.#hasEnded;) {
      const from = this.#received % expected.length;
      const length = Math.min(chunk.length - at, expected.length - from);
      if (chunk.compare(expected, from, from + length, at, at + length) === 0) {
        this.#received += length;
        at += length;
      } else return this.#other(chunk.subarray(at), expected, from);
    }
    const answered = Math.floor(this.#received / frameBytes);
    const more = answered - this.answered;
    this.answered = answered;
    if (more > 0) this.onAnswered(more);
  }

  /** Not the message that was expected: the same ones up to a close or a ping, or something wrong. */
  #other(chunk: Buffer, expected: Buffer, from: number): void {
    let same = 0;
    while (chunk[same] === expected[from + same]) same++;
    const frame = chunk.subarray(same);
    this.#received += same;
    const isControl = this.#received % this.#talk.frameBytes === 0 && (frame[0] === CLOSE || frame[0] === PING);
    const length = CONTROL_HEAD_BYTES + (frame[1] ?? 0);
    if (!isControl) {
      count(problems, 'not the message that was expected');
      this.#hasEnded = true;
      this.#socket.destroy();
    } else if (frame.length < length || frame.length < CONTROL_HEAD_BYTES) this.#cut = frame;
    else if (frame[0] === PING) {
      this.#socket.write(PONG);
      this.#compare(frame.subarray(length));
    } else this.#close(length > CONTROL_HEAD_BYTES ? String(frame.readUInt16BE(CONTROL_HEAD_BYTES)) : 'none');
  }

  #close(code: string): void {
    const more = Math.floor(this.#received / this.#talk.frameBytes) - this.answered;
    this.answered += more;
    if (more > 0) this.onAnswered(more);
    count(closes, code);
    this.#hasEnded = true;
    this.isOpen = false; // nothing may be sent behind our own close frame
    this.#socket.end(GOODBYE);
  }
}

let crowd: Client[] = [];

/** `fromOf`: with which message each begins. */
async function openAll(
  url: string,
  talk: Conversation,
  connections: number,
  fromOf: (index: number) => number = () => 0,
): Promise<Client[]> {
  const clients: Client[] = [];
  let left = connections;
  const opener = async (): Promise<void> => {
    while (left-- > 0) {
      const client = new Client(url, talk, fromOf(left));
      const outcome = await client.opened();
      if (outcome === 'open') clients.push(client);
      else count(problems, outcome.refusal);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, connections) }, opener));
  return clients;
}

/** Resolves when `isDone`, which is asked every now and then, or when it has taken too long. */
async function waitFor(isDone: () => boolean, withinMs: number, what: string): Promise<void> {
  const end = performance.now() + withinMs;
  while (!isDone()) {
    if (performance.now() > end) return count(problems, what);
    await sleep(20);
  }
}

async function talk(order: NonNullable<WebSocketOrder['talk']>): Promise<Partial<WebSocketAnswer>> {
  const { perSecond, burst, pid } = order;
  // Each begins with another message, or all would say their card at the same moment.
  const clients = await openAll(order.url, conversation(order.messageBytes, order.hidesCards), order.connections, (index) => index);
  const isAnswered = () => clients.every(({ sent, answered }) => sent === answered);
  // What opening costs, and the first message of a connection, is not what is asked for.
  for (const client of clients) client.send(1);
  await waitFor(isAnswered, LAST_ANSWER_MS, 'messages that never came back');
  await sleep(SETTLE_MS);
  const latencies: number[] = [];
  const used = pid === undefined ? 0 : cpuSeconds(pid);
  const began = performance.now();
  let last = began;
  let isOver = false;
  let messages = 0;
  for (const client of clients) {
    client.onAnswered = (more) => {
      last = performance.now();
      messages += more;
      if (perSecond !== undefined) for (let n = 0; n < more; n++) latencies.push(last - (client.due.shift() ?? last));
      else if (client.answered === client.sent && !isOver) client.send(burst);
    };
    if (perSecond === undefined) client.send(burst);
  }
  if (perSecond === undefined) await sleep(order.seconds * 1000);
  else await pace(clients, perSecond, order.seconds);
  isOver = true;
  await waitFor(isAnswered, LAST_ANSWER_MS, 'messages that never came back');
  const seconds = (last - began) / 1000;
  const cpu = pid === undefined ? Number.NaN : cpuSeconds(pid) - used;
  for (const client of clients) client.leave();
  return { messages, seconds, cpuSeconds: cpu, p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99) };
}

/**
 * Each message that is due goes out on the next connection in turn, at random moments (gaps as of many independent people, the same ones in every
 * run). The loop turns without ever sleeping: timers know only milliseconds, and a thread beside it would take the core from it.
 */
function pace(clients: readonly Client[], perSecond: number, seconds: number): Promise<void> {
  const random = new Random(SEED);
  const gapMs = () => (-Math.log(1 - random.next()) * 1000) / perSecond;
  const began = performance.now();
  const end = began + seconds * 1000;
  let at = began + gapMs();
  let turn = 0;
  return new Promise((resolve) => {
    const onTurn = (): void => {
      for (const now = performance.now(); at <= now && at < end; at += gapMs()) {
        const client = clients[turn++ % clients.length];
        client?.due.push(at);
        client?.send(1);
      }
      if (at < end) setImmediate(onTurn);
      else resolve();
    };
    onTurn();
  });
}

async function open({ url, connections, messageBytes, hidesCards }: NonNullable<WebSocketOrder['open']>): Promise<void> {
  crowd = await openAll(url, conversation(messageBytes, hidesCards), connections);
  for (const client of crowd) client.send(1);
  await waitFor(() => crowd.every(({ answered }) => answered === 1), LAST_ANSWER_MS, 'messages that never came back');
}

/** Opens a connection, and again a while later when it is turned away, until `isLate`. */
async function insist(url: string, talkOf: Conversation, isLate: () => boolean): Promise<Client | undefined> {
  const [least, most] = AGAIN_MS;
  while (!isLate()) {
    const client = new Client(url, talkOf);
    const outcome = await client.opened();
    if (outcome === 'open') return client;
    count(refusals, outcome.refusal);
    await sleep(least + Math.random() * (most - least));
  }
  return undefined;
}

/** Every client says something now and then; when it is closed, it goes on elsewhere and repeats what was not answered. */
async function move({ url, withinMs }: NonNullable<WebSocketOrder['moveTo']>, talkOf: Conversation): Promise<number> {
  const before = crowd;
  const after: Client[] = [];
  const end = performance.now() + withinMs;
  for (const client of before) {
    client.onClosed = () => {
      insist(url, talkOf, () => performance.now() > end).then(
        (next) => {
          if (next === undefined) return;
          after.push(next);
          next.send(Math.max(1, client.sent - client.answered));
        },
        () => undefined,
      );
    };
  }
  const chatter = setInterval(() => {
    const client = before[Math.floor(performance.now() * 7) % before.length];
    if (client?.isOpen === true) client.send(1);
  }, 1);
  await waitFor(
    () => after.length === before.length && after.every(({ sent, answered }) => sent > 0 && sent === answered),
    withinMs,
    'clients that did not come back',
  );
  clearInterval(chatter);
  crowd = after;
  return after.reduce((sum, { answered }) => sum + answered, 0);
}

const EMPTY: WebSocketAnswer = {
  messages: 0,
  seconds: 0,
  p50Ms: Number.NaN,
  p99Ms: Number.NaN,
  cpuSeconds: Number.NaN,
  url: '',
  open: 0,
  closes: {},
  refusals: {},
  problems: {},
};

async function obey(order: WebSocketOrder): Promise<WebSocketAnswer> {
  problems.clear();
  closes.clear();
  refusals.clear();
  let done: Partial<WebSocketAnswer> = {};
  if (order.echo === true) done = { url: await startEcho() };
  if (order.talk !== undefined) done = await talk(order.talk);
  if (order.open !== undefined) await open(order.open);
  if (order.moveTo !== undefined) done = { messages: await move(order.moveTo, conversation(64, true)) };
  if (order.leave === true) for (const client of crowd.splice(0)) client.leave();
  return {
    ...EMPTY,
    ...done,
    open: crowd.filter(({ isOpen }) => isOpen).length,
    closes: Object.fromEntries(closes),
    refusals: Object.fromEntries(refusals),
    problems: Object.fromEntries(problems),
  };
}

process.on('message', (order: WebSocketOrder) => {
  obey(order).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ ...EMPTY, problems: { [String(error)]: 1 } }),
  );
});
process.once('disconnect', () => process.exit(0));

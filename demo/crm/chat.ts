/**
 * The chat of the demo CRM. Marta Lindqvist is a script: she writes, gives her card number, and starts over.
 * Every connected desktop gets the same messages, so the raw and the redacted side can be compared word by word.
 */
import type { WebSocket } from 'ws';
import { textField } from './fields.js';
import { escapedDigits, writeJsonLine, type Json, type Literal } from './json.js';

type Author = 'customer' | 'agent';

interface Line {
  readonly author: Author;
  readonly text: string | Literal;
  /** How long the author types before the line appears, at pace 1. */
  readonly typingMs: number;
  /** Cut into WebSocket frames in the middle of the card number. */
  readonly fragmented?: boolean;
}

const SCRIPT: readonly Line[] = [
  { author: 'customer', typingMs: 800, text: 'Hello! My payment for order 4000127490522217 did not go through.' },
  { author: 'agent', typingMs: 1800, text: 'Hi Marta, sorry about that. One moment, I am opening the order.' },
  { author: 'customer', typingMs: 1600, text: 'It is the tent, 1 849.00 kr, ordered on 7 November at 16:42. My phone is 070-174 06 12.' },
  { author: 'agent', typingMs: 2000, text: 'Found it. Would you like to pay another way?' },
  { author: 'customer', typingMs: 2600, fragmented: true, text: 'Yes, with my new card: 4111 1111 1111 1111, exp 12/29, cvv 737.' },
  { author: 'agent', typingMs: 2000, text: 'Thank you. And where should the refund for the stove go?' },
  { author: 'customer', typingMs: 2200, text: 'To my Mastercard 5555-5555-5555-4444, please.' },
  { author: 'agent', typingMs: 2000, text: 'Done. The tent leaves today, tracking 1Z999AA10123456784.' },
  {
    author: 'customer',
    typingMs: 2600,
    text: escapedDigits('Please forget the old Amex 3782 822463 10005.'),
  },
  { author: 'agent', typingMs: 1800, text: 'Removed. Which card should the lamp go on?' },
  { author: 'customer', typingMs: 2000, text: 'My UnionPay. It begins 6205 5000' },
  { author: 'customer', typingMs: 1400, text: '0000 0000' },
  { author: 'customer', typingMs: 1000, text: '004' },
  { author: 'agent', typingMs: 1800, text: 'Got it. Anything else I can do for you?' },
  { author: 'customer', typingMs: 1400, text: 'No, that was all. Thank you, Jonas!' },
];

/** The script starts over this long after its last line, and this long after the visitor last wrote something. */
const PAUSE_AT_END_MS = 20_000;
const PAUSE_AFTER_VISITOR_MS = 60_000;
const THANKS_AFTER_MS = 1_600;
const MAX_TEXT_CHARS = 2_000;
const MAX_TAG_CHARS = 40;
const MAX_MESSAGES = 200;

interface Message {
  readonly id: string;
  /** Another each time that the customer begins again. */
  readonly conversationId: string;
  readonly author: Author;
  readonly name: string;
  readonly at: string;
  readonly text: string | Literal;
  /** Chosen by the desktop that sent the message, so that it can recognise it. */
  readonly tag?: string;
}

const NAMES: Readonly<Record<Author, string>> = { customer: 'Marta Lindqvist', agent: 'Jonas Ek' };

export class Chat {
  private readonly sockets = new Set<WebSocket>();
  private messages: Message[] = [];
  private timer: NodeJS.Timeout | undefined;
  private round = 1;
  private started = false;
  private visitorWroteAt = -Infinity;

  /** `pace` stretches (above 1) or shortens (below 1) every wait within the script. */
  constructor(private readonly pace: number) {}

  join(socket: WebSocket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.terminate());
    socket.on('message', (data, binary) => {
      if (!binary) this.receive(data.toString());
    });
    socket.send(writeJsonLine({ type: 'history', messages: this.list() }));
    if (this.started) return;
    this.started = true;
    this.play(0);
  }

  list(): Json {
    return this.messages.map((message) => ({ ...message }));
  }

  /** Clears the conversation and lets the customer begin again. */
  restart(): void {
    this.stop();
    this.round += 1;
    this.messages = [];
    this.broadcast({ type: 'history', messages: [] });
    this.play(0);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private play(index: number): void {
    const line = SCRIPT[index];
    if (line === undefined) {
      this.timer = setTimeout(() => this.loop(), PAUSE_AT_END_MS);
      return;
    }
    this.timer = setTimeout(() => {
      this.broadcast({ type: 'typing', author: line.author, name: NAMES[line.author] });
      this.timer = setTimeout(() => {
        this.say(line);
        this.play(index + 1);
      }, line.typingMs * this.pace);
    }, 700 * this.pace);
  }

  private loop(): void {
    const quietMs = Date.now() - this.visitorWroteAt;
    if (quietMs > PAUSE_AFTER_VISITOR_MS) this.restart();
    else this.timer = setTimeout(() => this.loop(), PAUSE_AFTER_VISITOR_MS - quietMs + 1);
  }

  /** A message from a desktop, kept and shown exactly as it arrived here. */
  private receive(data: string): void {
    const sent = sentMessage(data);
    if (sent === undefined) return;
    this.visitorWroteAt = Date.now();
    this.say({ author: 'agent', text: sent.text }, sent.tag);
    setTimeout(() => this.say({ author: 'customer', text: 'Thank you, I can see your message.' }), THANKS_AFTER_MS * this.pace).unref();
  }

  private say({ author, text, fragmented }: Pick<Line, 'author' | 'text' | 'fragmented'>, tag?: string): void {
    const id = `M-${this.round}-${this.messages.length + 1}`;
    const at = new Date().toISOString().slice(11, 16);
    const conversationId = `CH-${this.round}`;
    const message = { id, conversationId, author, name: NAMES[author], at, text, ...(tag === undefined ? {} : { tag }) };
    this.messages = [...this.messages, message].slice(-MAX_MESSAGES);
    this.broadcast({ type: 'message', message }, fragmented);
  }

  private broadcast(body: Json, fragmented = false): void {
    const json = writeJsonLine(body);
    const cut = fragmented ? json.indexOf('1111 1111') + 2 : 0;
    for (const socket of this.sockets) {
      if (socket.readyState !== socket.OPEN) continue;
      if (cut > 0) socket.send(json.slice(0, cut), { fin: false });
      socket.send(json.slice(cut), { fin: true });
    }
  }
}

interface SentMessage {
  readonly text: string;
  readonly tag: string | undefined;
}

function sentMessage(data: string): SentMessage | undefined {
  try {
    const body: unknown = JSON.parse(data);
    const text = textField(body, 'text', MAX_TEXT_CHARS);
    return text === undefined ? undefined : { text, tag: textField(body, 'tag', MAX_TAG_CHARS) };
  } catch {
    return undefined;
  }
}

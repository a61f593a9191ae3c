/** Builds one corpus document of an exact size out of drafts, and writes down what was planted and where. */
import { writeCard, type CardForm } from './cards.js';
import { possibleCards, type Span } from './oracle.js';
import type { Random } from './random.js';

/** Cards never lie across a multiple of this, so that a contender that looks at one chunk at a time can find them all. */
export const BLOCK_BYTES = 65_536;
const REJECTIONS_MAX = 500;

export interface PlantedCard extends Span {
  readonly form: CardForm;
}

/** Marks before a value of another entity; the draft counts and removes them. */
export const PHONE = '\ue000';
export const EMAIL = '\ue001';
const MARKED = [
  [PHONE, 'contact.phone'],
  [EMAIL, 'contact.email'],
] as const;
const ANY_MARK = /[\ue000\ue001]/g;

/** A piece of a document with the sensitive values in it. */
export class Draft {
  text = '';
  readonly cards: { readonly at: number; readonly length: number; readonly form: CardForm }[] = [];
  readonly others = new Map<string, number>();

  add(text: string): this {
    if (!text.includes(PHONE) && !text.includes(EMAIL)) {
      this.text += text;
      return this;
    }
    for (const [mark, entity] of MARKED) {
      const count = text.split(mark).length - 1;
      if (count > 0) this.others.set(entity, (this.others.get(entity) ?? 0) + count);
    }
    this.text += text.replace(ANY_MARK, '');
    return this;
  }

  card(random: Random, form: CardForm): this {
    const written = writeCard(random, form);
    this.cards.push({ at: this.text.length, length: written.length, form });
    return this.add(written);
  }

  /** Adds `text`, which holds one finding of `entity`. */
  other(entity: string, text: string): this {
    this.others.set(entity, (this.others.get(entity) ?? 0) + 1);
    return this.add(text);
  }
}

/** How one kind of document is written. */
export interface Kind {
  readonly head: string;
  readonly foot: string;
  readonly separator: string;
  /** One record; with a card in it when `card` is given. `short` asks for the briefest one. */
  draft(random: Random, card: CardForm | undefined, short: boolean): Draft;
  /** A digit-free piece of exactly `length` bytes, which fills the document up; at least `fillMin` bytes long. */
  fill(random: Random, length: number): string;
  readonly fillMin: number;
}

export interface Corpus {
  readonly bytes: Uint8Array;
  readonly cards: readonly PlantedCard[];
  /** Findings by entity. */
  readonly expected: ReadonlyMap<string, number>;
}

export class DocumentWriter {
  readonly #buffer: Buffer;
  readonly #kind: Kind;
  readonly #random: Random;
  readonly #cards: PlantedCard[] = [];
  readonly #expected = new Map<string, number>();
  #length = 0;

  constructor(kind: Kind, bytes: number, random: Random) {
    this.#kind = kind;
    this.#random = random;
    this.#buffer = Buffer.alloc(bytes);
    this.#length = this.#buffer.write(kind.head);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds one record; false when no acceptable one fits in what is left. */
  record(form: CardForm | undefined, short: boolean): boolean {
    for (let tries = 0; tries < REJECTIONS_MAX; tries++) {
      const draft = this.#kind.draft(this.#random, form, short);
      if (this.#place(draft)) return true;
      if (this.#room < Buffer.byteLength(draft.text) && !short) return false;
    }
    return false;
  }

  finish(): Corpus {
    const { foot, separator, fillMin } = this.#kind;
    const room = this.#buffer.length - this.#length - Buffer.byteLength(foot);
    if (room < fillMin + separator.length) throw new Error(`No room to finish the document: ${room} bytes left.`);
    this.#append(separator);
    this.#append(this.#kind.fill(this.#random, room - separator.length));
    this.#append(foot);
    if (this.#length !== this.#buffer.length) throw new Error(`The document has ${this.#length} bytes, not ${this.#buffer.length}.`);
    return {
      bytes: new Uint8Array(this.#buffer.buffer, this.#buffer.byteOffset, this.#length),
      cards: this.#cards,
      expected: this.#expected,
    };
  }

  get #room(): number {
    const { foot, separator, fillMin } = this.#kind;
    return this.#buffer.length - this.#length - Buffer.byteLength(foot) - 2 * separator.length - fillMin;
  }

  #append(text: string): void {
    this.#length += this.#buffer.write(text, this.#length);
  }

  /** Writes the draft if it fits and holds exactly the cards it means to hold; otherwise leaves the document as it was. */
  #place(draft: Draft): boolean {
    const size = Buffer.byteLength(draft.text);
    if (size > this.#room) return false;
    const separator =
      this.#cards.length + this.#expected.size > 0 || this.#length > Buffer.byteLength(this.#kind.head) ? this.#kind.separator : '';
    const start = this.#length + Buffer.byteLength(separator);
    const cards = draft.cards.map(({ at, length, form }) => {
      const from = start + Buffer.byteLength(draft.text.slice(0, at));
      return { start: from, end: from + length, form };
    });
    this.#buffer.write(separator + draft.text, this.#length);
    if (!this.#holdsExactly(cards, start, start + size)) return false;
    this.#length = start + size;
    this.#cards.push(...cards);
    if (cards.length > 0) this.#count('card.pan', cards.length);
    for (const [entity, count] of draft.others) this.#count(entity, count);
    return true;
  }

  #count(entity: string, count: number): void {
    this.#expected.set(entity, (this.#expected.get(entity) ?? 0) + count);
  }

  /** Also when the record is cut where a 64 KiB block ends. */
  #holdsExactly(cards: readonly Span[], start: number, end: number): boolean {
    // what precedes may join with the record's first digits
    const from = Math.max(0, start - 64);
    if (!sameSpans(this.#possible(from, end), [...this.#cards.slice(-2).filter((card) => card.start >= from), ...cards])) return false;
    const cut = Math.ceil(start / BLOCK_BYTES) * BLOCK_BYTES;
    if (cut >= end || cut <= start) return true;
    return sameSpans([...this.#possible(start, cut), ...this.#possible(cut, end)], cards);
  }

  #possible(start: number, end: number): Span[] {
    return possibleCards(this.#buffer.subarray(start, end)).map((span) => ({ start: span.start + start, end: span.end + start }));
  }
}

function sameSpans(found: readonly Span[], planted: readonly Span[]): boolean {
  if (found.length !== planted.length) return false;
  return planted.every((card, i) => found[i]?.start === card.start && found[i]?.end === card.end);
}

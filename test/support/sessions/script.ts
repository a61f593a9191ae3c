/**
 * What two people say in a session, the same for the same seed: messages in blocks of four, some with a random card number in one of them, some
 * with a number in pieces over the block. And whoever listens: it knows what must come next, and what of it may be seen.
 */
import { randomCard, randomOf, type Random } from '../conversations.js';

/** A message as chat applications write them. */
export interface Chat {
  readonly conversationId: string;
  readonly id: string;
  readonly author: string;
  readonly text: string;
}

/** What is wrong with what came, each counted. */
export interface Faults {
  /** Messages that never came. */
  readonly lost: number;
  /** Messages that came behind later ones, or twice. */
  readonly misplaced: number;
  /** Messages of which more than digits was changed, or of which nothing was to be hidden. */
  readonly changed: number;
  /** Card numbers of which more was seen than may be. */
  readonly leaks: number;
}

const BLOCK = 4;
/** Blocks of one conversation: a session goes through many, and each begins with an empty memory. */
const CONVERSATION_BLOCKS = 10;
/** Digits of a card that may be seen: behind a mask, and over all pieces. */
const SHOWN_MASKED = 4;
const SHOWN_IN_PIECES = 8;
/** Digits as letters, so that identifiers are no numbers that anybody could take for part of a card. */
const LETTERS = 'bdfghjklmr';

const CLEAN = [
  'the parcel left today',
  'thanks a lot',
  'hold on please',
  'my dog is barking',
  'is that invoice there?',
  'Zoë, alles klar 💳',
];
const BEFORE_CARD = ['my card is ', 'card number: ', 'ja, das ist sie: '];
const WRITINGS: readonly ((card: string) => string)[] = [
  (card) => card,
  (card) => card.replace(/(\d{4})(?=\d)/g, '$1 '),
  (card) => card.replace(/(\d{4})(?=\d)/g, '$1-'),
];

const pick = <T>(random: Random, all: readonly T[]): T => all[Math.floor(random() * all.length)];
const lettersOf = (index: number): string => [...String(index).padStart(6, '0')].map((digit) => LETTERS[Number(digit)]).join('');
/** Behind the author's initial: identifiers are those of a whole conversation. */
const indexOf = (id: string): number => Number([...id.slice(1)].map((letter) => LETTERS.indexOf(letter)).join(''));

/** Four messages. */
interface Block {
  readonly texts: readonly string[];
  /** Digits of a card number that may be seen in all of them; undefined where there is none. */
  readonly shown: number | undefined;
}

export class Script {
  readonly #seed: number;
  readonly #author: string;
  readonly #hasPieces: boolean;

  /** `hasPieces`: numbers also come in pieces. */
  constructor(seed: number, author: string, hasPieces: boolean) {
    this.#seed = seed;
    this.#author = author;
    this.#hasPieces = hasPieces;
  }

  chat(index: number): Chat {
    const conversationId = `conversation ${lettersOf(Math.floor(index / (BLOCK * CONVERSATION_BLOCKS)))}`;
    return {
      conversationId,
      id: `${this.#author[0]}${lettersOf(index)}`,
      author: this.#author,
      text: this.block(index).texts[index % BLOCK],
    };
  }

  /** The block that a message stands in. */
  block(index: number): Block {
    const random = randomOf(this.#seed + Math.floor(index / BLOCK));
    const texts = Array.from({ length: BLOCK }, () => pick(random, CLEAN));
    const kind = random();
    if (kind < 0.4) return { texts, shown: undefined };
    const card = randomCard(random);
    if (kind < 0.75 || !this.#hasPieces) {
      texts[Math.floor(random() * BLOCK)] = `${pick(random, BEFORE_CARD)}${pick(random, WRITINGS)(card)}`;
      return { texts, shown: SHOWN_MASKED };
    }
    const pieces = 2 + Math.floor(random() * (BLOCK - 1));
    const size = Math.ceil(card.length / pieces);
    for (let i = 0; i < pieces; i++) texts[i] = card.slice(i * size, (i + 1) * size);
    return { texts, shown: SHOWN_IN_PIECES };
  }
}

/** What digits and masks have in common. */
const shapeOf = (text: string): string => text.replace(/[\d*]/g, '#');
const digitsIn = (text: string): number => text.replace(/\D/g, '').length;

/** Compares what comes with the script. */
export class Listener {
  readonly #script: Script;
  #next = 0;
  /** Digits seen in the block that is being heard. */
  #shown = 0;
  #misplaced = 0;
  #skipped = 0;
  #changed = 0;
  #leaks = 0;

  constructor(script: Script) {
    this.#script = script;
  }

  /** Messages that came in their place. */
  get heard(): number {
    return this.#next - this.#skipped;
  }

  hear(chat: Chat): void {
    const index = indexOf(chat.id);
    if (!(index >= this.#next)) {
      this.#misplaced++;
      return;
    }
    this.#skipped += index - this.#next;
    this.#next = index + 1;
    this.#judge(index, chat);
  }

  /** Of a session of that many messages. */
  faults(messages: number): Faults {
    return { lost: messages - this.heard, misplaced: this.#misplaced, changed: this.#changed, leaks: this.#leaks };
  }

  #judge(index: number, { conversationId, author, text }: Chat): void {
    const expected = this.#script.chat(index);
    const { shown } = this.#script.block(index);
    const isIntact = conversationId === expected.conversationId && author === expected.author;
    const isAsSaid =
      shown === undefined || digitsIn(expected.text) === 0 ? text === expected.text : shapeOf(text) === shapeOf(expected.text);
    if (!isIntact || !isAsSaid) this.#changed++;
    if (index % BLOCK === 0) this.#shown = 0;
    const before = this.#shown;
    this.#shown += digitsIn(text);
    if (shown !== undefined && before <= shown && this.#shown > shown) this.#leaks++;
  }
}

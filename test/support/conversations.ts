/** Conversations in which a card number arrives in pieces: random splits from a seed, and a chat that tells what of it is seen. */
import { keptHere, Ledgers, type LedgerLimits } from '../../src/channel/conversation/ledgers.js';
import { OF_FINDING, type Utterance, type Verdict } from '../../src/channel/conversation/api.js';
import { type DigitReader, hiddenBy, maskedDigits, maskedRest } from '../../src/channel/digits.js';
import { UtteranceReader } from '../../src/channel/conversation/utterance.js';
import type { Keeper } from '../../src/channel/said.js';
import { applySplices } from '../../src/redact/splice.js';
import type { Ruleset } from '../../src/ruleset/compile.js';

/** A message and when it is said. */
export interface Line extends Partial<Pick<Utterance, 'author' | 'id' | 'isStrict' | 'isSent'>> {
  readonly text: string;
  /** Milliseconds since the line before. Default a second. */
  readonly afterMs?: number;
  readonly conversation?: string;
  /** Digits that are read with care: fewer at the end of a message of many texts. */
  readonly most?: number;
  /** What a finding of the message hides already, in bytes. */
  readonly hidden?: readonly { readonly start: number; readonly end: number }[];
}

export interface Heard {
  readonly text: string;
  readonly verdict: Verdict;
}

/** Conversations as a process of its own keeps them. */
export function keeperOf(rules: Ruleset): Keeper {
  const conversations = keptHere(new Ledgers(rules.card.pan.brands), () => performance.now());
  return { reader: new UtteranceReader(rules.rules), conversations };
}

/** Ledgers with a clock of their own, and the text side before and behind them. */
export class Chat {
  readonly ledgers: Ledgers;
  nowMs = 0;

  constructor(
    rules: Ruleset,
    private readonly reader: DigitReader,
    limits: Partial<LedgerLimits> = {},
  ) {
    this.ledgers = new Ledgers(rules.card.pan.brands, limits);
  }

  /** What is seen of one message. */
  say(line: Line | string): string {
    return this.page([typeof line === 'string' ? { text: line } : line])[0].text;
  }

  /** What is seen of several messages that come at once. */
  page(lines: readonly (Line | string)[]): Heard[] {
    const said = lines.map((line) => this.#read(typeof line === 'string' ? { text: line } : line));
    const verdicts = this.ledgers.judge(
      said.map(({ utterance }) => utterance),
      this.nowMs,
    );
    return said.map(({ text, read }, i) => {
      const rest = read.rest && maskedRest(text.read, text, read.rest, false);
      const splices = [...maskedDigits(text, read, verdicts[i].masks, false), ...(rest === undefined ? [] : [rest])];
      return { text: Buffer.from(applySplices(text.read, 0, text.read.length, splices)).toString(), verdict: verdicts[i] };
    });
  }

  #read({ text, afterMs = 1_000, conversation = 'c', author = 'customer', id, isStrict = false, isSent, hidden = [], most }: Line) {
    this.nowMs += afterMs;
    const bytes = Buffer.from(text);
    const place = { start: 0, read: bytes, offsets: undefined };
    const read = this.reader.readUtterance(bytes, 0, bytes.length, most);
    const replaced = hidden.map((span) => ({ ...span, bytes: NO_BYTES }));
    const rest = read.rest?.digest;
    const utterance: Utterance = { ...read, rest, conversation, author, id, isStrict, isSent, hidden: hiddenBy(replaced, place, read) };
    return { text: place, read, utterance };
  }
}

const NO_BYTES = new Uint8Array(0);

/** Numbers from 0 to below 1, the same for the same seed. */
export type Random = () => number;

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const below = (random: Random, count: number): number => Math.floor(random() * count);
const pick = <T>(random: Random, all: readonly T[]): T => all[below(random, all.length)];

/** Issuers as they are in the world, by the digits that a number of theirs begins with, and its length. */
const ISSUERS: readonly (readonly [prefix: string, length: number])[] = [
  ['4', 16],
  ['4', 16],
  ['51', 16],
  ['54', 16],
  ['2221', 16],
  ['2600', 16],
  ['34', 15],
  ['37', 15],
  ['6011', 16],
  ['36', 14],
  ['3530', 16],
  ['62', 16],
  ['62', 19],
  ['6759', 18],
];

/** A card number with a check digit. */
export function randomCard(random: Random): string {
  const [prefix, length] = pick(random, ISSUERS);
  let digits = prefix;
  while (digits.length < length - 1) digits += String(below(random, 10));
  const sum = [...digits].reverse().reduce((total, digit, i) => total + weighted(Number(digit), i % 2 === 0), 0);
  return digits + String((10 - (sum % 10)) % 10);
}

const weighted = (digit: number, isDoubled: boolean): number => (isDoubled ? (digit < 5 ? 2 * digit : 2 * digit - 9) : digit);

const WORDS: readonly (readonly string[])[] = [
  ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
  ['noll', 'ett', 'två', 'tre', 'fyra', 'fem', 'sex', 'sju', 'åtta', 'nio'],
  ['oh', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
  ['null', 'ein', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun'],
  ['null', 'en', 'to', 'tre', 'fire', 'fem', 'seks', 'sju', 'åtte', 'ni'],
  ['nul', 'et', 'to', 'tre', 'fire', 'fem', 'seks', 'syv', 'otte', 'ni'],
];
const DOUBLES: readonly string[] = ['double', 'dubbel', 'double', 'doppel', 'dobbel', 'dobbelt'];
/** Those that stand all over the texts of other languages: one or two of them, with no other number word, are no number. */
const EVERYDAY: ReadonlySet<string> = new Set('oh null ein en et to ni'.split(' '));
const ROW_WORDS = 3;
const BEFORE = [
  '',
  '',
  '',
  'bitte ',
  'så er det ',
  'it is ',
  'and then ',
  'um, ',
  'ok: ',
  'sen ',
  'the next are ',
  'then comes: ',
  'hold on, as far as I can read this at all it goes on with ',
];
const BEHIND = ['', '', '', ' bitte', ' tak', ' please', ' ok?', ' got it?', ' and', ' förstår du?', ' ...', '!'];
const FILLERS = ['hold on', 'ok', 'got it, go on', 'vänta lite', 'thanks', 'still there?', 'my dog is barking, sorry', 'mm', 'ja tack'];
const NUMBERS = [
  'order 88', 'the fee is 12 kr', 'ref 7 70 91', 'it is 9 pm', 'room 7021', 'two to three days', 'one moment', 'it was € 1,249.00 on 4 May', 'give me 20 minutes', 'order #482910',
  'we have only two left of these in the store, but I can order more for you', 'I will take a look at the other orders of yours, there should be three',
  'the second one will be with you on Friday between 9:00 and 17:30 at the latest', 'your order 5100427 of last week has left the store today', 'ett ögonblick',
]; // prettier-ignore
/** What is put before digits to make them look like something else. */
const LABELS = [
  'call me on ',
  'my mobile number: ',
  'order ',
  'ticket #',
  'ref. ',
  'invoice no. ',
  'ordernummer ',
  'booking: ',
  'my order is ',
  '****',
  'card XXXX-XXXX-XXXX-',
];
/** Sums of money that hold three to six digits of a card. */
const PRICES: readonly ((digits: string) => string)[] = [
  (digits) => `€ ${digits}`,
  (digits) => `${digits.slice(0, -2)}.${digits.slice(-2)} kr`,
  (digits) => `$${digits.slice(0, -2)}.${digits.slice(-2)}, ok?`,
];
const GAPS = ['', '', ' ', '-', '.', ' - ', '\u200b', ' ', ', ', '/'];

/** One message of a split, and how many of its last digits are the card's. */
export interface Part extends Line {
  readonly cardDigits: number;
  /** It is a card of its own, which is hidden. */
  readonly isOther?: boolean;
}

/** What a split is to be like. */
export interface SplitOptions {
  readonly isStrict?: boolean;
  /** Only digits, and nothing between them. */
  readonly isPlain?: boolean;
}

/** A card number in pieces: with words, fillers and separators, in two languages, of one author among others or of two by turns. */
export function randomSplit(random: Random, card: string, { isStrict = false, isPlain = false }: SplitOptions = {}): Part[] {
  const parts: Part[] = [];
  const hasTwoSpeakers = random() < 0.3;
  const messages = 1 + below(random, card.length);
  const cuts = [...new Set([0, ...Array.from({ length: messages - 1 }, () => 1 + below(random, card.length - 1))])].sort((a, b) => a - b);
  const say = (text: string, author: string, cardDigits = 0): void => {
    parts.push({ text, author, isStrict, cardDigits, afterMs: below(random, 90_000) });
  };
  if (random() < 0.2) say(pick(random, NUMBERS), 'customer');
  cuts.forEach((from, i) => {
    const digits = card.slice(from, cuts.at(i + 1) ?? card.length);
    const author = hasTwoSpeakers && random() < 0.5 ? 'agent' : 'customer';
    const lead = i === 0 && random() < 0.1 ? 'order 1234, ' : '';
    if (isPlain) say(digits, author, digits.length);
    else if (lead === '' && random() < 0.15) say(disguised(random, digits), author, digits.length);
    else say(lead + pick(random, BEFORE) + written(random, digits) + pick(random, BEHIND), author, digits.length);
    for (let fillers = random() < 0.1 ? below(random, 20) : 0; fillers > 0; fillers--) say(pick(random, FILLERS), 'customer');
    if (!hasTwoSpeakers && random() < 0.2) say(pick(random, NUMBERS), 'agent');
  });
  return parts;
}

/** Other cards among messages, one or two of them and each up to three times. */
export function amongOthers<T>(random: Random, messages: readonly T[], said: (card: string) => T): T[] {
  const all = [...messages];
  for (let cards = 1 + below(random, 2); cards > 0; cards--) {
    const other = said(randomCard(random));
    const at = below(random, all.length + 1);
    for (let times = 1 + below(random, 3); times > 0; times--) all.splice(at, 0, other);
  }
  return all;
}

/** Digits under the name or in the form of something else, in a message that is little else. */
function disguised(random: Random, digits: string): string {
  if (random() < 0.3 && digits.length >= 3 && digits.length <= 6) return pick(random, PRICES)(digits);
  return pick(random, LABELS) + digits + (random() < 0.5 ? '' : pick(random, BEHIND));
}

function written(random: Random, digits: string): string {
  const style = random();
  if (style < 0.4) return digits;
  if (style < 0.7) return [...digits].map((digit, i) => (i === 0 ? digit : (random() < 0.5 ? '' : pick(random, GAPS)) + digit)).join('');
  const language = below(random, WORDS.length);
  const said: string[] = [];
  for (let i = 0; i < digits.length; i++) {
    const word = WORDS[language][Number(digits[i])];
    if (digits[i] === digits[i + 1] && random() < 0.5) {
      said.push(`${DOUBLES[language]} ${word}`);
      i++;
    } else said.push(random() < 0.8 ? word : digits[i]);
  }
  return isNumber(said) ? said.join(random() < 0.5 ? ' ' : ', ') : digits;
}

/** Whether all that is said is read wherever it stands. */
function isNumber(said: readonly string[]): boolean {
  const words = said.filter((word) => !/\d/.test(word));
  return words.length === 0 || words.length >= ROW_WORDS || words.some((word) => !EVERYDAY.has(word));
}

/** How many digits of the card were seen, and whether each message was read as it was meant. */
export interface Outcome {
  readonly visible: number;
  readonly limit: number;
  readonly misread: string | undefined;
}

/** Plays a split through ledgers of its own. */
export function play(rules: Ruleset, reader: DigitReader, parts: readonly Part[], cardLength: number): Outcome {
  const ledgers = new Ledgers(rules.card.pan.brands);
  const isStrict = parts.some((part) => part.isStrict === true);
  let nowMs = 0;
  let visible = 0;
  let misread: string | undefined;
  for (const { text, author = '', cardDigits, afterMs = 0, isOther = false } of parts) {
    nowMs += afterMs;
    const bytes = Buffer.from(text);
    const read = reader.readUtterance(bytes, 0, bytes.length);
    const hidden = new Uint8Array(read.digits.length).fill(isOther ? OF_FINDING : 0);
    const [{ masks }] = ledgers.judge([{ ...read, rest: read.rest?.digest, hidden, conversation: 'c', author, isStrict }], nowMs);
    const first = masks.length - cardDigits;
    if (first < 0) misread = text;
    for (let i = Math.max(0, first); i < masks.length; i++) visible += 1 - masks[i];
  }
  return { visible, limit: isStrict || cardLength < 16 ? 6 : 8, misread };
}

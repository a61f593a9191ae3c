/**
 * What a conversation is told of a text, and what it answers. Never the text itself: its digits, and what they may become. The ledger that
 * answers (ledger.ts) is pure: time and state are handed in, so that one process can keep it for all others.
 */

/** A digit is one. */
export const SURE = 0;
/** A word that stands in ordinary text as well: "one moment". It counts, and a number may go on without it. */
export const EVERYDAY = 1;
/** A number in one language, and in another what people say between numbers: "um". It counts, and a number may go on without it. */
export const FILLER_TOO = 3;
/** A word that only sounds like a digit: "to", "for". It counts in a payment context. */
export const HOMOPHONE = 2;
/** Its own mark or word says that it is something else: "5 minutes", "21st", "9:30", in a sentence also "€ 49". It counts in strict mode only. */
export const OTHER = 4;
/** A sum of money, or named as the number of an order or the like, in a text that is little else. It counts, and has the longer budget. */
export const NAMED = 5;
/** Named like that within a sentence. It counts for what follows, and is not masked. */
export const TOLD = 6;
/** A word that is a number by itself within a few other words: "we have two left". It counts, and has the longer budget. */
export const LONE = 7;
/** Of a long number that is no card by itself, see references.ts. It counts where it may be the rest of a longer one, and in strict mode. */
export const LONG = 8;
/** The same as LONE within a running sentence. It counts, and is masked only where something else has been said of the number that it may go on with. */
export const PASSING = 9;

/** What a mask leaves in sight of a number, see tails.ts. It counts, and is no code; in strict mode it may be one. */
export const TAIL = 10;

/** Bits of a digit that a finding has judged: hidden, or one of the last that its mask leaves. */
export const OF_FINDING = 1;
/** Its mask leaves it in sight. Alone: it stands before all that is hidden, as the issuer's digits do where the policy shows them. */
export const LEFT_IN_SIGHT = 2;

/** Of a digit that is exempt where somebody has spoken of telephones: 353 022 7622 is one in Italy, and may be the first half of a card. */
export const BARE = 2;

/** One text that somebody said: a chat message, a segment of a transcript, a chunk of a message that grows, an item of a history. */
export interface Utterance {
  /** Key of the conversation: unique among tenants and routes. */
  readonly conversation: string;
  /** Who said it; '' when that is not known. */
  readonly author: string;
  /** Identifier of the message, when it has one: the same message again gets the answer that it got before. */
  readonly id?: string | undefined;
  /** Digits of the text in order, 0 to 9, spoken and written ones. */
  readonly digits: Uint8Array;
  /** For each digit, 1 where a token begins with it: a run of digits, a number word. */
  readonly starts: Uint8Array;
  /** Words of payment stand in it: card, expiry, "long number". */
  readonly hasPaymentWords: boolean;
  /**
   * For each digit, 1 where it belongs to a number in a form that only other things have: +46…, 3-3-4, a date, money; BARE where a card in pieces
   * may look the same. Honoured on an empty ledger only.
   */
  readonly exempt: Uint8Array;
  /** For each digit, what a finding of the message itself does with it already: see OF_FINDING and LEFT_IN_SIGHT; 0 where none has to do with it. */
  readonly hidden: Uint8Array;
  /** For each digit, how sure it is that it is one: see SURE and what follows it. Absent: all are. */
  readonly doubts?: Uint8Array | undefined;
  /**
   * Digits follow that are not told, because they are masked whatever they are: what tells them from others. What is said next may go on with them. Of
   * messages that do not arrive in pieces.
   */
  readonly rest?: string | undefined;
  /** Words of telephones stand in it: "what number can I call you on". Default false. */
  readonly hasPhoneWords?: boolean | undefined;
  /** Digits of the longest national identifier whose words stand in it, "social security number"; 0 or absent when there is none. */
  readonly asks?: number | undefined;
  /** The stricter budget: six digits also in the first message, nothing exempt. Default false. */
  readonly isStrict?: boolean | undefined;
  /**
   * When it was said, in milliseconds since 1970, or a smaller number that grows from message to message. Of texts that come together either
   * all of a conversation have one, on one scale, or none has.
   */
  readonly at?: number | undefined;
  /** It comes from where messages are kept, so it may be older than what was said before. Default false. */
  readonly isStored?: boolean | undefined;
  /** It goes to the upstream, which may send it back under an identifier of its own. Default false. */
  readonly isSent?: boolean | undefined;
  /** The exchange that it is of, where an answer may hold what the request said. */
  readonly exchange?: string | undefined;
  /**
   * Key of the connection that it came by, where the message names a conversation. What it names may change with every message: until it has
   * proved to be a key (proof.ts), what is said under it counts as said on the connection, too.
   */
  readonly line?: string | undefined;
  /** The key is beyond doubt. Default false. */
  readonly hasSureKey?: boolean | undefined;
  /**
   * Name under which the key stands, unique among tenants and routes, where that name says what it is: it proves itself once for all its keys
   * (key-names.ts). Undefined where each key has to (proof.ts), or none.
   */
  readonly keyName?: string | undefined;
  /** Of a message that arrives in pieces: which part of it this is. */
  readonly part?: Part | undefined;
}

/** A part of a message that arrives in pieces; the parts of one message have its identifier, if it has one. */
export interface Part {
  /** Digits of the message before this part. */
  readonly behind: number;
  /** What carried its digits, in order, where that can be known again: events of a stream. Empty where it cannot. */
  readonly carriers: readonly Carrier[];
  /** Absent: nobody said digits between those of this part. */
  readonly order?: Order | undefined;
}

/**
 * Of a part between whose digits others said some: `begun`, the part as a whole, where it begins among what is said; then each of its `arrived` digits that
 * follow each other, where they came. Both count, and what either order hides is hidden.
 */
export type Order = 'begun' | 'arrived';

/** Something that carried some digits of a message. */
export interface Carrier {
  readonly id: string;
  readonly digits: number;
}

/** The answer for one utterance. */
export interface Verdict {
  /** For each digit, 1 where it must be masked. */
  readonly masks: Uint8Array;
  /** A card number is complete whose parts came in several messages: to be told, also where nothing of it was shown. */
  readonly completes: boolean;
  /** The name under which the key stands has proved itself: nothing more need be told for its sake. */
  readonly isKey?: boolean | undefined;
}

/** Judges texts in the order in which they were said. Synchronous within a process; a promise where another process keeps the ledgers. */
export interface Conversations {
  judge(utterances: readonly Utterance[]): readonly Verdict[] | Promise<readonly Verdict[]>;
}

/** What the name of a header says of its value. Names repeat in every message, so what is known of them is remembered, within bounds. */

/** Names and values that may announce a code of a few digits: `X-CVV: 123`, `Cookie: cvv=123`. */
const ANNOUNCES = /cv[cdnv]|cav2|csc|secur|verif|expir|track/i;
const CREDENTIAL = /cookie|auth|token|secret|key|session|passw|cred|signature|referer/i;
/** Identifiers of traces in hexadecimal (W3C Trace Context, B3, Jaeger, Sentry). Those in decimal would be full of false alarms. */
const TRACE = /^(?:traceparent|b3|x-b3-(?:trace|span|parentspan)id|uber-trace-id|sentry-trace)$/i;
/** A name with so many digits may be a card number itself. */
const NUMBER = /(?:[\d\x80-\xff][^\d\x80-\xff]*){12}/;

export interface NameFacts {
  /** The value may be a code of a few digits. */
  readonly announces: boolean;
  /** The value may open a door: kept nowhere as it is. */
  readonly isSecret: boolean;
  /** The value is identifiers of a trace. */
  readonly isTrace: boolean;
  /** Judged like a value. */
  readonly mayHoldNumber: boolean;
}

const KNOWN_NAMES = 1024;
const NAME_CHARACTERS = 64;
const known = new Map<string, NameFacts>();

export const announcesCode = (text: string): boolean => ANNOUNCES.test(text);

export function factsOf(name: string): NameFacts {
  const facts = known.get(name);
  if (facts !== undefined) return facts;
  const made: NameFacts = {
    announces: announcesCode(name),
    isSecret: CREDENTIAL.test(name),
    isTrace: TRACE.test(name),
    mayHoldNumber: NUMBER.test(name),
  };
  if (!made.mayHoldNumber && name.length <= NAME_CHARACTERS && known.size < KNOWN_NAMES) known.set(name, made);
  return made;
}

/**
 * What may stand between a word that announces a number and the number: punctuation and a few words, tags of HTML, asterisks of Markdown, the
 * other half of a pair, and in a chat the end of a question and the beginning of its answer.
 */
import { isDigit, isLetter, isLower } from '../../text/ascii.js';
import { OTHER, SEPARATOR } from '../../text/characters.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../../text/unit.js';
import { textAfter, type View } from '../view.js';

/** Words that lead on from the announcing word to its number. Any other says that the number is something else. */
export const LEADING_WORDS =
  'code codes number no nr num value val is was are date day my your the of for on back card mm yy yyyy är er ist est es è e la el il kod koden nummer numer til till bis thru ab lautet für die der karte kort kortet carte tarjeta för';
/** Words that end a question beside those, and words that begin an answer. */
const ASKING_WORDS = `${LEADING_WORDS} please again then now from me us there that it bitte tack takk`;
const ANSWERING_WORDS = `${LEADING_WORDS} it its s that this sure yes yeah yep ok okay ah um uh here so and ja oui sí sì si det den das sie`;

const leadsOn = (words: string): RegExp => new RegExp(`^(?:[\\s"'</#]|(?<![a-z])(?:${words.replaceAll(' ', '|')})(?![a-z]))*$`, 'i');
const LEADS_ON = leadsOn(LEADING_WORDS);
const LEADS_TO_QUESTION = leadsOn(ASKING_WORDS);
const LEADS_THROUGH_ANSWER = leadsOn(ANSWERING_WORDS);

/** The same words one by one: up to the end of a question, and in its answer. */
const ASKING: ReadonlySet<string> = new Set(ASKING_WORDS.split(' '));
const ANSWERING: ReadonlySet<string> = new Set(ANSWERING_WORDS.split(' '));

const SPACE = 0x20;
const QUOTE = 0x22;
const AMPERSAND = 0x26;
const HASH = 0x23;
const COMMA = 0x2c;
const UNDERSCORE = 0x5f;
const TWO = 0x32;
const BRACKET = 0x5b;
const BRACE = 0x7b;
const QUESTION = 0x3f;
const LESS = 0x3c;
const LINE = 0x0a;
const RETURN = 0x0d;
const ASTERISK = 0x2a;
/** With what the end of a turn begins. */
const ENDS_TURN: ReadonlySet<number> = new Set([QUESTION, LINE, RETURN]);
/** So many asterisks side by side are a mask, and so are more than two runs of them: what follows is the visible end of a number. */
const MASK_ASTERISKS = 3;
const EMPHASIS_RUNS_MAX = 2;
/** Quotes of prose, as code points and as the references of HTML: “123”, «123», &ldquo;123&rdquo;. */
const QUOTES: ReadonlySet<number> = new Set([0xab, 0xbb, 0x201c, 0x201d, 0x201e, 0x201f, 0x2039, 0x203a, 0x300c, 0x300d, 0xff02]);
/** An ampersand as JSON, XML and HTML within one another write it. */
const REFERENCE = String.raw`(?:&|\\+u0026)(?:amp;){0,2}`;
const QUOTE_REFERENCE = new RegExp(`^${REFERENCE}(?:quot|apos|[lr][ds]?quo|[lr]aquo|[lr]saquo|[bs]b?quo);`);
/** A quote of JSON, also of JSON in a string, in XML or in an attribute: ", \", \u0022, &quot; */
const MARK = String.raw`(?:\\*["']|\\+u0022|${REFERENCE}(?:quot|apos);)`;
/** Members of an object before the one that holds its value, and the names that has. */
const MEMBERS = String.raw`(?:${MARK}[\w$-]{1,16}${MARK}\s*:\s*(?:${MARK}[a-z_ -]{0,16}${MARK}|true|false|null)\s*,\s*){0,3}`;
const VALUE = '(?:values?|val|display_?value|answer|content|text|data|v|a|raw|plain|string)';
/** Leads from the name in a pair to its value: {"name":"cvv","value":"123"}, {"id":"cvv","type":"text","value":"123"}. */
const PAIR = new RegExp(String.raw`^,\s*${MEMBERS}${MARK}(?:${VALUE}|reply|response)${MARK}\s*:`, 'i');
/** The same in a row of two cells: ["CVV","123"]. */
const ROW = new RegExp(String.raw`^,\s*(?=${MARK}?\d{3,6}${MARK}?\s*\])`);
/** From a node of rich text to the next: {"text":"CVV: "},{"text":"123","bold":true}. */
const NODE = String.raw`(?:[^{}]|\{[^{}]{0,64}\}){0,64}?`;
const NEXT_NODE = new RegExp(String.raw`^${MARK}(?:\s*,${NODE})?\}\s*,\s*\{${NODE}${MARK}(?:text|insert)${MARK}\s*:`);
/** From a key to its value as PHP serialises them: s:3:"cvv";s:3:"123" */
const SERIALISED = new RegExp(String.raw`^${MARK};[sid]:(?:\d{1,2}:(?=${MARK}))?`);
/** From a value to the same once more: {"display_value":"123","value":"123"}. */
const COPY = new RegExp(String.raw`^${MARK}?\s*,\s*${MARK}${VALUE}${MARK}\s*:\s*${MARK}?`, 'i');
/** From the name of a form's field to its value, where the name goes on with an index: cvv[]=123, cvv%5B0%5D%5Bvalue%5D=123. */
const INDEX = /^(?:(?:\[|%5b)[\w.-]{0,16}(?:\]|%5d)){1,3}(?==)/i;
/** Into a list or an object that is the value of the name: {"cvv":["123"]}, {"cvv":{"type":"text","value":"123"}}. */
const LIST = new RegExp(String.raw`^\[(?=\s*(?:${MARK}|\d|\{))`);
const OBJECT = new RegExp(String.raw`^\{\s*${MEMBERS}${MARK}(?:${VALUE}|code|number|\$|_|#text)${MARK}\s*:`, 'i');
/** Before what opens the value of a name, or a value within that. */
const OPENS_VALUE = /[:=[]\s*$/;
/** A tag that sets off text or a cell, its signs escaped or not. Not the end of a row: the number behind it stands in another column. */
const [OPEN, CLOSE] = [String.raw`(?:<|\\+u003c|${REFERENCE}lt;)`, String.raw`(?:>|\\+u003e|${REFERENCE}gt;)`];
const TAG_SOURCE = String.raw`${OPEN}\\?/?(?:[\w.-]{1,16}:)?(?:td|th|dt|dd|b|i|u|p|em|li|br|div|span|font|label|strong|mark|code|small|big|name|key|value|string|int|i4)(?:[\s/][^<>]*?)?${CLOSE}`;
/** Those, the beginning of a CDATA section, and the tag of an input up to its value. */
const TAG = new RegExp(String.raw`^(?:${TAG_SOURCE}|${OPEN}!\[CDATA\[|<input\b[^<>]{0,80}\svalue\s?=\s?\\?["'])`, 'i');
const BREAK = String.raw`(?:\\[rnt]|\s)`;
const TIME = String.raw`(?:[[(]?(?:\d{4}-\d\d-\d\d[ T])?\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]m)?[\])]?[ \t:-]*)`;
/** From a question mark to the words of the answer, in the same turn or the next: a time and the name of the speaker may begin that. */
const TURN = new RegExp(String.raw`^\?(?:["'_)]|\*{1,2}(?!\*)|${TAG_SOURCE})*${BREAK}?(?:${BREAK}|${TAG_SOURCE})*${TIME}?(?:\*{0,2}[a-z\x80-\xff][\w\x80-\xff.' -]{0,23}\s?${TIME}?:)?`, 'i'); // prettier-ignore
/** The same where no question mark ends the first turn: the speaker of the next must be one of a conversation. */
const ROLE = String.raw`(?:agent|customer|client|caller|user|guest|visitor|member|kunde?|cliente|klant|asiakas|klient|me)(?![a-z])`;
const NEXT_TURN = new RegExp(String.raw`^(?:\\[rn]|\s)+${TIME}?\*{0,2}${ROLE}[\w #-]{0,12}\*{0,2}\s?${TIME}?:`, 'i');
const SPEAKER = new RegExp(String.raw`${ROLE}[^:]*:`, 'i');
/** From a question that ends a message of a list to the text of the next: {"text":"CVC?"},{"from":"customer","text":"123"}. */
const NEXT_MESSAGE =
  /^\?\s*\\?"\s*\}\s*,\s*\{\s*(?:\\?"\w{1,12}\\?"\s*:\s*\\?"[^"{}]{0,24}"\s*,\s*){0,3}\\?"(?:text|content|message|body)\\?"\s*:/i;
/** An answer that goes on with other words or digits is none: 123 Main Street, 123.50, 123 456. */
const OTHER_ANSWER =
  /^(?:[ .,:/-]\d|[ \t]?[%$°\xc2\xe2]|[ \t]+(?!(?:thanks|thank|thx|ok|okay|and|is|i|please|then|exp|expiry|expires|valid)\b)[a-z\xc3])/i;

/** What may be passed over whole, by the character it begins with. */
const SKIPPED: ReadonlyMap<number, readonly RegExp[]> = new Map([
  [LESS, [TAG]],
  [COMMA, [PAIR, ROW]],
  [QUOTE, [NEXT_NODE, SERIALISED]],
  [AMPERSAND, [QUOTE_REFERENCE]],
  [BRACKET, [INDEX, LIST]],
  [BRACE, [OBJECT]],
  [QUESTION, [NEXT_MESSAGE, TURN]],
  [LINE, [NEXT_TURN]],
  [RETURN, [NEXT_TURN]],
]);

/** What may stand behind the quote that ends a string: a space, a comma, a brace, a semicolon. */
const ENDS_STRING: ReadonlySet<number> = new Set([SPACE, LINE, RETURN, 0x09, COMMA, 0x7d, 0x3b]);

/** Those that mean something only where a value begins. */
const NESTED: ReadonlySet<RegExp> = new Set([LIST, OBJECT]);

/** What stands between a word and its number, as far as it has been read. */
class Between {
  text = '';
  /** The letters at its end, and whether there are others than those of ASCII among them. */
  private word = '';
  private isForeign = false;

  /**
   * Takes a character in. False where nothing that may still come could lead on to a number: behind a word that leads elsewhere, or a sign. So the
   * bytes behind each of many names are not read up to the last.
   */
  add(codePoint: number, words: ReadonlySet<string>): boolean {
    this.text += String.fromCodePoint(codePoint);
    if (codePoint >= 0x80) this.isForeign = true;
    else if (isLetter(codePoint)) this.word += String.fromCharCode(codePoint | 0x20);
    else {
      if (!this.isForeign && this.word !== '' && !words.has(this.word)) return false;
      this.word = '';
      this.isForeign = false;
      return codePoint === SPACE || codePoint === QUOTE || codePoint === LESS || codePoint === HASH;
    }
    return true;
  }

  clear(): void {
    this.text = this.word = '';
    this.isForeign = false;
  }
}

/** Where the number behind the word begins, or -1. `from` is the offset behind the word. */
export function numberBehind(view: View, from: number, reach: number): number {
  const between = new Between();
  let leads = LEADS_ON;
  let runs = 0;
  let asterisks = 0;
  const stop = Math.min(view.end, from + reach);
  for (let at = skipAttributes(view, skipEnding(view, from)); at < stop;) {
    const unit = readUnit(view.bytes, at, view.end, true);
    const codePoint = unitCodePoint(unit);
    if (unitKind(unit) < 10) return leads.test(between.text) ? at : -1;
    const skipped = skipBetween(view, at, codePoint);
    if (skipped > 0 && ENDS_TURN.has(codePoint)) {
      if (leads !== LEADS_ON || !LEADS_TO_QUESTION.test(between.text)) return -1;
      leads = LEADS_THROUGH_ANSWER;
      between.clear();
    } else if (codePoint === COMMA && skipped === 0 && leads === LEADS_ON) return -1;
    if (codePoint === ASTERISK && isMaskedDate(view, at)) return -1;
    if (codePoint !== ASTERISK) asterisks = 0;
    else if (++asterisks === MASK_ASTERISKS || (asterisks === 1 && ++runs > EMPHASIS_RUNS_MAX)) return -1;
    const isSpace = skipped > 0 || unitKind(unit) === SEPARATOR || QUOTES.has(codePoint);
    const words = leads === LEADS_ON ? ASKING : ANSWERING;
    if ((isSpace || unitKind(unit) === OTHER) && !between.add(isSpace ? SPACE : codePoint, words)) return -1;
    at += skipped || unitLength(unit);
  }
  return -1;
}

/** Bytes before a value in which its colon must stand. */
const OPENER_REACH = 8;

/** Between the halves of a masked expiry date. */
const DATE_SEPARATORS: ReadonlySet<number> = new Set([0x2f, 0x2d, 0x2e]);

/** Whether the asterisk at `at` begins the second half of an expiry date that is masked: the next number is something else. */
function isMaskedDate({ bytes, start }: View, at: number): boolean {
  return at - 2 >= start && DATE_SEPARATORS.has(bytes[at - 1]) && bytes[at - 2] === ASTERISK;
}

/** Endings of inflected words: säkerhetskoden, Sicherheitscodes, turvakoodini. */
const ENDING = /^(?:e?ns?|e?ts?|e?s|er|er?ne|erna|orna|na|ni|nsa|ssa|sta|a|e|i|y|u|em|om)(?![a-z]|[\x80-\xff])/;
/** A word of fewer letters has none. */
const INFLECTED_LETTERS_MIN = 5;

/** With what Salesforce ends the names of custom fields: CVV__c, CVV2__c. */
const CUSTOM = /^__p?c(?![a-z])/;

/** Behind the ending of the word. The 2 of CVV2 and CVC2 belongs to it, too. */
function skipEnding(view: View, from: number): number {
  const { bytes, start, end } = view;
  const isSuffix = from < end && bytes[from] === TWO && !(from + 1 < end && isDigit(bytes[from + 1]));
  const behind = isSuffix ? from + 1 : from;
  if (behind < end && bytes[behind] === UNDERSCORE) return behind + (CUSTOM.exec(textAfter(view, behind))?.[0].length ?? 0);
  if (isSuffix) return behind;
  if (from >= end || !isLower(bytes[from])) return from;
  for (let at = from - 1; at >= from - INFLECTED_LETTERS_MIN; at--) if (at < start || !isLetter(bytes[at])) return from;
  return from + (ENDING.exec(textAfter(view, from))?.[0].length ?? 0);
}

/** The attributes of an element whose name the word is: <cvv xsi:type="xsd:string">123. */
const ATTRIBUTES = new RegExp(String.raw`^(?:\s+[\w:.-]{1,24}\s?=\s?${MARK}[^"'<>]{0,64}?${MARK})+\s?(?=${CLOSE})`);

function skipAttributes(view: View, at: number): number {
  return at < view.end && view.bytes[at] <= SPACE ? at + (ATTRIBUTES.exec(textAfter(view, at))?.[0].length ?? 0) : at;
}

/** Bytes of a tag, of the half of a pair, or of the end of a turn at `at`; 0 for none. */
function skipBetween(view: View, at: number, codePoint: number): number {
  const expressions = SKIPPED.get(codePoint);
  if (expressions === undefined) return 0;
  if (view.bytes[at] === QUOTE && !ENDS_STRING.has(view.bytes[at + 1])) return 0; // most quotes: not worth an expression
  const behind = textAfter(view, at);
  for (const expression of expressions) {
    const match = expression.exec(behind);
    if (match !== null && (!NESTED.has(expression) || opensValue(view, at))) return match[0].length;
  }
  return 0;
}

/** Whether a value begins at `at`: a list in square brackets may as well be a footnote. */
const opensValue = ({ bytes, start }: View, at: number): boolean =>
  OPENS_VALUE.test(
    Buffer.from(bytes.buffer, bytes.byteOffset + Math.max(start, at - OPENER_REACH), Math.min(OPENER_REACH, at - start)).toString('latin1'),
  );

/** Whether what was asked for at offset `from` and found from `start` to `end` goes on with something that makes it another number. */
export function isOtherAnswer(view: View, from: number, start: number, end: number): boolean {
  const question = textAfter(view, from).slice(0, start - from);
  return (question.includes('?') || SPEAKER.test(question)) && OTHER_ANSWER.test(textAfter(view, end));
}

/** Where the digits from `start` to before `end` stand once more in the same object, as shown and as stored; -1 for nowhere. */
export function copyBehind(view: View, start: number, end: number): number {
  const leads = COPY.exec(textAfter(view, end))?.[0].length;
  if (leads === undefined) return -1;
  const at = end + leads;
  const isSame = at + end - start <= view.end && view.bytes.subarray(start, end).every((byte, i) => view.bytes[at + i] === byte);
  return isSame ? at : -1;
}

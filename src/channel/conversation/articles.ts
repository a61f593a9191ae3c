/**
 * Number words that are no digits by the word behind them: "one" as the article of a noun ("een vraag", "un moment") or as a pronoun ("this one"), the
 * thousand of "mille grazie", and, in sentences, numbers of things: "two addresses", "three of them".
 */
import { HASH_START, hashAscii, hashWord } from '../../spoken/fold.js';
import { isLetter } from '../../text/ascii.js';

const ARTICLES: ReadonlySet<string> = new Set(
  'one a een één un une uno una um uma ein eine en én ett et ét yksi yks jeden jedna jedno jedną'.split(' '),
);
/** Of thanks there are a thousand, "tusen takk", and nobody counts them. */
const THOUSANDS: ReadonlySet<string> = new Set('thousand tusen tusind tausend mille mil'.split(' '));
const THANKS = /^ (?:\p{L}+ )?(?:thanks|tack|takk|tak|dank|mercis?|grazie|gracias|obrigad[oa]s?)(?!\p{L})/iu;
/** What people say behind a digit that they dictate, beside the fillers of the languages. */
const CHECKS: ReadonlySet<string> = new Set(
  'got right correct check understand understood please pls thanks thank thx cheers and bitte danke verstanden richtig förstår förstått tack stämmer merci compris svp gracias entendido grazie capito obrigado obrigada entendi alstublieft bedankt dank begrepen tak forstået takk forstått kiitos ymmärrätkö proszę dziękuję dzięki rozumiesz'.split(
    ' ',
  ),
);
/** What is said of a digit by name: "four is the next", and not of how many things there are. */
const COPULAS: ReadonlySet<string> = new Set(
  'is are was were be comes goes follows ist sind war kommt folgt är var kommer följer er blir est sont c es son era viene sigue è sono segue é são vem zijn komt volgt on ovat tulee jest są jako'.split(
    ' ',
  ),
);
const NO_THINGS: ReadonlySet<number> = new Set([...CHECKS, ...COPULAS].map(hashWord));
/** Characters before and behind the word that are looked at. */
export const BEFORE = 12;
export const BEHIND = 40;
/** A number right before it: "4111 een". */
const NUMBER = /\d[ /-]*$/u;
const NOUN = /^ (\p{L}{2,})/u;
const NOUN_LETTERS_MIN = 2;
const SPACE = 0x20;

/** Whether the word with such a hash, see spoken/fold.ts, is a number, or what is said between numbers. */
export type IsKnown = (hash: number) => boolean;

/** What the word right behind a number is: none, or one that people say when they dictate; said of a digit by name; what may be counted. */
type Behind = 'nothing' | 'copula' | 'thing';

const PRONOUN =
  /(?:^|[^\p{L}])(?:this|that|which|another|no|any|every|each|other|old|new|first|last|right|wrong|same|second|only|good|bad|big|small) $/iu;

/** Of the, in Portuguese: "um dos meus colegas". In Spanish it is two. */
const OF_THE = 'dos';
const SOME = /(?:^|[^\p{L}])(?:um|algum|nenhum|alguns|muitos|poucos|vários|todos|qual|quais|parte) $/iu;

/** Whether a number word is an article, a pronoun or a thousand thanks where it stands. */
export function isArticle(text: string, from: number, to: number, isKnown: IsKnown): boolean {
  const word = text.slice(from, to).toLowerCase();
  if (!mayBeArticle(word)) return false;
  const before = text.slice(Math.max(0, from - BEFORE), from);
  if (NUMBER.test(before)) return false;
  if (THOUSANDS.has(word)) return THANKS.test(text.slice(to, to + BEHIND));
  if (word === 'one' && PRONOUN.test(before)) return true;
  const behind = wordBehind(text, to, isKnown);
  return word === OF_THE ? behind === 'thing' && SOME.test(before) : behind !== 'nothing';
}

/** Whether a number tells how many there are of what is named right behind it. */
export const isCounting = (text: string, to: number, isKnown: IsKnown): boolean => wordBehind(text, to, isKnown) === 'thing';

/** Whether a word, in lower case, may be an article. */
export const mayBeArticle = (word: string): boolean => ARTICLES.has(word) || THOUSANDS.has(word) || word === OF_THE;

/** Whether a word with such a hash, see spoken/fold.ts, may be none that tells of things: most are not even looked at. */
export const mayBeNoThing = (hash: number): boolean => NO_THINGS.has(hash);

/** Whether a number counts what is named by the word right behind it, in lower case and known to be neither a number nor what is said between them. */
export const isThing = (noun: string): boolean => kindOf(noun) === 'thing';

/** Most such words are of ASCII letters, and known by their hash alone. */
function wordBehind(text: string, to: number, isKnown: IsKnown): Behind {
  if (text.charCodeAt(to) !== SPACE) return 'nothing';
  const limit = Math.min(text.length, to + BEHIND);
  let hash = HASH_START;
  let at = to + 1;
  for (; at < limit && isLetter(text.charCodeAt(at)); at++) hash = hashAscii(hash, text.charCodeAt(at));
  if (at < limit && text.charCodeAt(at) >= 0x80) return nounBehind(text, to, isKnown);
  if (at - to - 1 < NOUN_LETTERS_MIN || isKnown(hash)) return 'nothing';
  return mayBeNoThing(hash) ? kindOf(text.slice(to + 1, at).toLowerCase()) : 'thing';
}

/** The same of any letters. */
function nounBehind(text: string, to: number, isKnown: IsKnown): Behind {
  const noun = NOUN.exec(text.slice(to, to + BEHIND))?.[1].toLowerCase();
  return noun === undefined || isKnown(hashWord(noun.normalize('NFC'))) ? 'nothing' : kindOf(noun);
}

const kindOf = (noun: string): Behind => (CHECKS.has(noun) ? 'nothing' : COPULAS.has(noun) ? 'copula' : 'thing');

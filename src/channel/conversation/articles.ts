/**
 * Number words that are no digits by the word behind them: "one" as the article of a noun ("een vraag", "un moment") or as a pronoun ("this one"), and,
 * in sentences, numbers of things: "two addresses", "three of them".
 */
import { hashWord } from '../../spoken/fold.js';
import type { Stretch } from './runs.js';

const ARTICLES: ReadonlySet<string> = new Set(
  'one a een één un une uno una um uma ein eine en én ett et ét yksi yks jeden jedna jedno jedną'.split(' '),
);
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
const PRONOUN =
  /(?:^|[^\p{L}])(?:this|that|which|another|no|any|every|each|other|old|new|first|last|right|wrong|same|second|only|good|bad|big|small) $/iu;

/** Whether a number word is an article or a pronoun where it stands. `isKnown`: a number word, or what is said between numbers. */
export function isArticle(text: string, { from, to }: Stretch, isKnown: (word: string) => boolean): boolean {
  const word = text.slice(from, to).toLowerCase();
  if (!ARTICLES.has(word)) return false;
  const before = text.slice(Math.max(0, from - BEFORE), from);
  if (NUMBER.test(before)) return false;
  if (word === 'one' && PRONOUN.test(before)) return true;
  return nounBehind(text, to, isKnown) !== undefined;
}

/** Whether a number tells how many there are of what is named right behind it. */
export function isCounting(text: string, { to }: Stretch, isKnown: (word: string) => boolean): boolean {
  const noun = nounBehind(text, to, isKnown);
  return noun !== undefined && !COPULAS.has(noun);
}

/** Whether a word, in lower case, may be an article. */
export const mayBeArticle = (word: string): boolean => ARTICLES.has(word);

/** Whether a word with such a hash, see spoken/fold.ts, may be none that tells of things: most are not even looked at. */
export const mayBeNoThing = (hash: number): boolean => NO_THINGS.has(hash);

/** Whether a number counts what is named by the word right behind it, in lower case and known to be neither a number nor what is said between them. */
export const isThing = (noun: string): boolean => !CHECKS.has(noun) && !COPULAS.has(noun);

/** The word right behind a number, in lower case, unless people say it when they dictate. */
function nounBehind(text: string, to: number, isKnown: (word: string) => boolean): string | undefined {
  const noun = NOUN.exec(text.slice(to, to + BEHIND))?.[1].toLowerCase();
  return noun === undefined || CHECKS.has(noun) || isKnown(noun) ? undefined : noun;
}

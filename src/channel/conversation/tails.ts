/**
 * The last four digits of a number that nobody shows whole: behind the signs of a mask, `************4444`, `**** **** **** 4444`, `411111******4444`,
 * `XXXX-XXXX-XXXX-4444`, or behind words, "ending in 4444". They are no code, though they are as many.
 */
import { isDigit, isLetter, tableOf } from '../../text/ascii.js';
import type { Stretch } from './runs.js';

export const TAIL_DIGITS = 4;
const SIGNS = '*●#xX';
const GAPS = tableOf(' -');
/** Signs and digits that stand before the last four. */
const HIDDEN_MIN = 4;
const HIDDEN_MAX = 15;
/** Those of most cards: where more are hidden and a gap follows, the number may be whole, and a code behind it. */
const HIDDEN_BEFORE_GAP_MAX = 12;

/** Words that the last four of a number stand behind, by language. */
const ENDINGS: readonly string[] = [
  String.raw`end(?:ing|s) (?:in|with|on)|last (?:four|4)(?: digits| numbers)?`,
  String.raw`ende(?:t|nd|nde|nden) (?:auf|mit)|endung|letzten? (?:vier|4)(?: ziffern| stellen)?`,
  String.raw`(?:termin|finiss)(?:e|ant) (?:par|en)|finit par|(?:quatre|4) derniers(?: chiffres)?`,
  String.raw`termina(?:d[oa])? (?:en|con|em|com)|terminación|[úu]ltimos (?:cuatro|quatro|4)(?: d[íi]gitos)?`,
  String.raw`(?:termina|terminante|finisce) (?:con|in|per)|ultime (?:quattro|4)(?: cifre)?`,
  String.raw`eindig(?:t|end|ende) (?:op|met)|laatste (?:vier|4)(?: cijfers)?`,
  String.raw`sl?ut(?:ar|ter) (?:på|med)|ender (?:på|med)|(?:sista|siste|sidste) (?:fyra|fire|4)(?: siffror(?:na)?| sifre(?:ne)?| siffer| cifre)?`,
  String.raw`päätty(?:y|vä|vän)|viimeiset (?:neljä|4)(?: numeroa)?`,
  String.raw`kończ(?:y|ąc[aąey]|ącej) się na|ostatnie (?:cztery|4)(?: cyfry)?`,
  String.raw`son (?:dört|4)(?: hane(?:si)?| rakam(?:ı)?)?`,
];
const LINKS = 'are|is|sind|ist|lauten|sont|est|son|es|são|é|sono|è|zijn|is|är|er|on|ovat|to';
const BEHIND_ENDING = new RegExp(String.raw`(?<!\p{L})(?:${ENDINGS.join('|')})(?: (?:${LINKS}))?[ :]{1,3}$`, 'iu');
/** Characters of the longest of them. */
const ENDING_CHARACTERS = 40;
const LETTER = /\p{L}/u;

/** Whether a run of digits of a decoded text is the last four of a longer number, which is not shown. */
export function isTail(text: string, run: Stretch): boolean {
  return run.to - run.from === TAIL_DIGITS && (isBehindMask(text, run) || isBehindEnding(text, run));
}

/** Most runs stand behind no word. */
function isBehindEnding(text: string, { from }: Stretch): boolean {
  let at = from - 1;
  while (text[at] === ' ' || text[at] === ':') at--;
  if (at === from - 1 || at < 0 || (text[at] !== '4' && !LETTER.test(text[at]))) return false;
  return BEHIND_ENDING.test(text.slice(Math.max(0, from - ENDING_CHARACTERS), from));
}

function isBehindMask(text: string, { from, to }: Stretch): boolean {
  const behind = GAPS[text.charCodeAt(from - 1)] === 1 ? from - 1 : from;
  const sign = text[behind - 1];
  if (sign === undefined || !SIGNS.includes(sign) || text[to] === sign) return false;
  const hidden = hiddenBefore(text, behind, sign);
  return hidden >= HIDDEN_MIN && hidden <= (behind === from ? HIDDEN_MAX : HIDDEN_BEFORE_GAP_MAX);
}

/** How many signs end before a place, in groups or not, with the digits before them; 0 where they are letters of a word. */
function hiddenBefore(text: string, end: number, sign: string): number {
  let count = 0;
  let at = end - 1;
  for (; count <= HIDDEN_MAX && at >= 0; at--) {
    if (text[at] === sign) count++;
    else if (GAPS[text.charCodeAt(at)] !== 1 || text[at - 1] !== sign) break;
  }
  for (; count <= HIDDEN_MAX && isDigit(text.charCodeAt(at)); at--) count++;
  return isLetter(sign.charCodeAt(0)) && isLetter(text.charCodeAt(at)) ? 0 : count;
}

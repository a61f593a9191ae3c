/** Words that announce a spoken code or date: "security code is three nine two", "three nine two on the back". */

/** What may stand between the announcing word and the number. */
const LEADING_WORDS =
  'code codes number no nr num is was are date day my your the of for on back card it its i s that this que sera est c es un el la le il o a e est har är er ist die der lautet kod koden nummer numer til till bis thru end ends in um uh so ok okay yes jest to on de den det';
const LEADS_ON = `(?:[\\s"'</#:=.,-]|(?<![a-z])(?:${LEADING_WORDS.replaceAll(' ', '|')})(?![a-z])){0,24}`;
/** What says behind three digits that they are printed on the back of a card. */
const BEHIND =
  'on the (?:back|reverse|signature strip)|at the back|på baksidan|auf der rückseite|hinten drauf|au dos|al dorso|por detrás|detrás de la tarjeta|sul retro|no verso|na parte de trás|op de achterkant|achterop|på bagsiden|på baksiden|kääntöpuolella|na odwrocie';

/** Whether text, one character a byte, ends with an announcing word and what leads on from it. */
export function compileAnnouncing(words: readonly string[]): (text: string) => boolean {
  const alternatives = words.map((word) => latin1(word.trim()).replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '[\\s_-]*')); // prettier-ignore
  if (alternatives.length === 0) return () => false;
  const pattern = new RegExp(`(?<![a-z])(?:${alternatives.join('|')})[a-z]{0,4}${LEADS_ON}$`);
  return (text) => pattern.test(text.toLowerCase());
}

/** UTF-8 as one character a byte. Text and pattern are folded alike, so that bytes that look like capital letters agree too. */
const latin1 = (text: string): string => Buffer.from(text.toLowerCase()).toString('latin1').toLowerCase();

const BACK = new RegExp(`^[\\s,.'"-]*(?:(?:is|are|it's|that's|står|steht|c'est|está|sta)\\s+)?(?:${latin1(BEHIND)})`);

/** Whether text, one character a byte, begins with words that say where the code before them is printed. */
export const isOnTheBack = (text: string): boolean => BACK.test(text.toLowerCase());

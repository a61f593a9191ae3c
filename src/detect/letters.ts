/** Letters of words near a value: case and Latin accents folded, digits kept, everything else no letter. */

/** Folded letter or digit of each code point below 0x250, 0 for what is neither. */
const LATIN = new Uint16Array(0x250);
/** Letters that Unicode does not decompose into a plain letter and an accent. */
const PLAIN: Readonly<Record<string, string>> = { ø: 'o', ł: 'l', đ: 'd', ð: 'd', ı: 'i', ħ: 'h', ß: 's' };

for (let code = 0x30; code < LATIN.length; code++) LATIN[code] = foldSlowly(code);

/** Lower case of each code point below 0x250. */
const LOWER = Uint16Array.from(LATIN, (_, code) => String.fromCodePoint(code).toLowerCase().codePointAt(0) ?? code);

/** Lower case of a code point below 0x250. */
export const foldCase = (codePoint: number): number => LOWER[codePoint];

/** Folded letters of other scripts, as they come. */
const others = new Map<number, number>();
const OTHERS_MAX = 4096;

function foldSlowly(codePoint: number): number {
  const character = String.fromCodePoint(codePoint);
  if (!/[\p{L}\p{M}\p{Nd}]/u.test(character)) return 0;
  const lower = character.toLowerCase();
  return (PLAIN[lower] ?? lower.normalize('NFD')).codePointAt(0) ?? 0;
}

/** Lower case without accent, full-width letters as ASCII; 0 for what is no letter or ASCII digit. */
export function foldLetter(codePoint: number): number {
  if (codePoint < LATIN.length) return LATIN[codePoint];
  if (codePoint >= 0xff01 && codePoint <= 0xff5e) return LATIN[codePoint - 0xfee0];
  const known = others.get(codePoint);
  if (known !== undefined) return known;
  if (others.size === OTHERS_MAX) others.clear();
  const folded = foldSlowly(codePoint);
  others.set(codePoint, folded);
  return folded;
}

/** Whether the letter belongs to a script that is written without spaces: Thai, Lao, Khmer, Burmese, Chinese, Japanese, Korean with its particles. */
export function isUnspaced(letter: number): boolean {
  if (letter < 0xe00) return false;
  if (letter < 0x1100) return letter < 0xf00 || (letter >= 0x1000 && letter < 0x10a0);
  return (letter >= 0x1780 && letter < 0x1800) || (letter >= 0x1100 && letter < 0x1200) || letter >= 0x2e80;
}

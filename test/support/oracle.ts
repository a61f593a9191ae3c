/**
 * An independent judge of whether a card number can be read in a text: it decodes far more freely than any reader would, over and over,
 * in every order, and joins digits over almost anything. It shares no code with src/ and knows nothing of masks but that they are asterisks.
 */

/** Digits of a card in a row that are a leak. A mask leaves four in sight. */
const SHOWN = 8;
/** Characters between two digits of one number that are joined over. */
const GAP_MAX = 80;
/** Asterisks in a gap that are a mask, not a separator. */
const MASK_MIN = 4;
/** Decodings on top of each other. */
const ROUNDS = 5;

type Decoding = (text: string) => string;

const DECODINGS: readonly Decoding[] = [
  // JSON and JavaScript, behind any number of backslashes
  (text) =>
    text
      .replace(/\\+u\{?([0-9a-f]{4,5})\}?/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/\\+x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/\\+[nrtbf]/g, ' '),
  (text) =>
    text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
      const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
      return bytes.toString().includes('\ufffd') ? bytes.toString('latin1') : bytes.toString();
    }),
  (text) =>
    text
      .replace(/&#x0*([0-9a-f]{1,5});?/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
      .replace(/&#0*(\d{1,6});?/g, (_, code: string) => String.fromCodePoint(Number(code)))
      .replace(/&(?:nbsp|thinsp|ensp|emsp|shy|zwnj|zwj|Tab|NewLine);?/g, ' ')
      .replace(/&(?:amp|#38);?/g, '&'),
  (text) => text.replace(/<!--[^]*?-->/g, '').replace(/<\/?[a-z][^<>]{0,500}>/gi, ''),
  (text) => text.replace(/=\r?\n/g, '').replace(/(?:=[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('=', ''), 'hex').toString()),
];

/** The text, and what each decoding and all of them together make of it. */
export function readings(text: string): string[] {
  const found = new Set([text]);
  for (const decode of [...DECODINGS, allTogether]) {
    let last = text;
    for (let round = 0; round < ROUNDS; round++) {
      const decoded = decode(last);
      if (decoded === last) break;
      last = decoded;
      found.add(last);
    }
  }
  return [...found];
}

const allTogether: Decoding = (text) => DECODINGS.reduce((decoded, decode) => decode(decoded), text);

/** The value of a digit of any script, or undefined. Digits of a script are ten code points in a row, all of them numbers. */
function digitOf(character: string): number | undefined {
  if (character >= '0' && character <= '9') return character.charCodeAt(0) - 48;
  if (character < '\u0080' || !/\p{Nd}/u.test(character)) return undefined;
  const plain = character.normalize('NFKC');
  if (/^[0-9]$/.test(plain)) return Number(plain);
  let zero = character.codePointAt(0) ?? 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return ((character.codePointAt(0) ?? 0) - zero) % 10;
}

/** A letter ends a number: digits in base64 are none. */
const LETTER = /\p{L}/u;
/** Escapes whose digits are those of a code; another reading decodes them. */
const CODES = /\\+u[0-9a-f]{4}|&(?:amp;)*#x?[0-9a-f]+;?|=[0-9A-F]{2}/gi;

/** All digits of a text, runs that belong together joined; a line for each. */
function joined(text: string): string {
  let digits = '';
  let gap = 0;
  let masked = 0;
  for (const character of text.replace(CODES, ' ')) {
    const digit = digitOf(character);
    if (digit === undefined) {
      gap += LETTER.test(character) ? GAP_MAX : 1;
      if (character === '*' || character === '＊') masked++;
      continue;
    }
    if (gap >= GAP_MAX || masked >= MASK_MIN) digits += '\n';
    digits += digit;
    gap = 0;
    masked = 0;
  }
  return digits;
}

/** Whether any reader could see `pan` (ASCII digits), or eight digits of it in a row, in one of these texts. */
export function reveals(texts: readonly string[], pan: string): boolean {
  const windows = Array.from({ length: pan.length - SHOWN + 1 }, (_, at) => pan.slice(at, at + SHOWN));
  return texts.some((text) =>
    readings(text).some((reading) => {
      const digits = joined(reading);
      return windows.some((window) => digits.includes(window));
    }),
  );
}

/** Says digits in words: the other way round, for property tests. Written from the languages' own rules, not from the reader's tables. */
import fc from 'fast-check';

interface Speech {
  /** 0 to 9, several words where people differ. */
  readonly digits: readonly (readonly string[])[];
  /** 10 to 99. */
  readonly pair: (value: number) => string;
  readonly double: string;
  readonly triple: string;
  readonly fillers: readonly string[];
}

const split = (list: string): string[][] => list.split(' ').map((synonyms) => synonyms.split('/'));
const list = (text: string): string[] => text.split(' ');

/** Tens from 20, teens from 10, and how a tens and a unit are joined. */
function pairs(teens: string, tens: string, join: (tens: string, unit: number) => string): (value: number) => string {
  const [teen, ten] = [list(teens), list(tens)];
  return (value) =>
    value < 20 ? teen[value - 10] : value % 10 === 0 ? ten[value / 10 - 2] : join(ten[Math.floor(value / 10) - 2], value % 10);
}

const units =
  (text: string): ((unit: number) => string) =>
  (unit) =>
    list(text)[unit - 1];
const svUnit = units('ett två tre fyra fem sex sju åtta nio');
const deUnit = units('ein zwei drei vier fünf sechs sieben acht neun');
const enUnit = units('one two three four five six seven eight nine');
const esUnit = units('uno dos tres cuatro cinco seis siete ocho nueve');
const itUnit = units('uno due tre quattro cinque sei sette otto nove');
const ptUnit = units('um dois três quatro cinco seis sete oito nove');
const nlUnit = units('een twee drie vier vijf zes zeven acht negen');
const daUnit = units('en to tre fire fem seks syv otte ni');
const noUnit = units('en to tre fire fem seks sju åtte ni');
const fiUnit = units('yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän');
const plUnit = units('jeden dwa trzy cztery pięć sześć siedem osiem dziewięć');
const frUnit = units('un deux trois quatre cinq six sept huit neuf');
const FR_TEENS = list('dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf');

function frenchPair(value: number): string {
  if (value < 20) return FR_TEENS[value - 10];
  const base = value < 60 ? Math.floor(value / 10) * 10 : value < 80 ? 60 : 80;
  const word = { 20: 'vingt', 30: 'trente', 40: 'quarante', 50: 'cinquante', 60: 'soixante', 80: 'quatre-vingt' }[base] ?? '';
  const rest = value - base;
  if (rest === 0) return base === 80 ? 'quatre-vingts' : word;
  const words = rest < 10 ? frUnit(rest) : FR_TEENS[rest - 10];
  return (rest === 1 || rest === 11) && base !== 80 ? `${word} et ${words}` : `${word}-${words}`;
}

export const SPEECH: Readonly<Record<string, Speech>> = {
  en: {
    digits: split('zero/oh/nought one two three four five six seven eight nine'),
    pair: pairs('ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen', 'twenty thirty forty fifty sixty seventy eighty ninety', (ten, unit) => `${ten}-${enUnit(unit)}`),
    double: 'double',
    triple: 'triple',
    fillers: list('um then and dash next okay uh'),
  },
  sv: {
    digits: split('noll/nolla ett/etta två/tvåa tre/trea fyra fem/femma sex/sexa sju/sjua åtta nio/nia'),
    pair: pairs('tio elva tolv tretton fjorton femton sexton sjutton arton nitton', 'tjugo trettio fyrtio femtio sextio sjuttio åttio nittio', (ten, unit) => ten + svUnit(unit)),
    double: 'dubbel',
    triple: 'trippel',
    fillers: list('öh sen och streck okej mellanslag'),
  },
  de: {
    digits: split('null eins zwei/zwo drei vier fünf sechs sieben acht neun'),
    pair: pairs('zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn', 'zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig', (ten, unit) => `${deUnit(unit)}und${ten}`),
    double: 'doppel',
    triple: 'dreimal',
    fillers: list('äh dann strich okay weiter'),
  },
  fr: {
    digits: split('zéro un deux trois quatre cinq six sept huit neuf'),
    pair: frenchPair,
    double: 'double',
    triple: 'triple',
    fillers: list('euh puis tiret ensuite virgule'),
  },
  es: {
    digits: split('cero uno dos tres cuatro cinco seis siete ocho nueve'),
    pair: pairs('diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve', 'veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa', (ten, unit) => (ten === 'veinte' ? `veinti${['uno', 'dós', 'trés', 'cuatro', 'cinco', 'séis', 'siete', 'ocho', 'nueve'][unit - 1]}` : `${ten} y ${esUnit(unit)}`)),
    double: 'doble',
    triple: 'triple',
    fillers: list('eh luego guión pues vale'),
  },
  it: {
    digits: split('zero uno due tre quattro cinque sei sette otto nove'),
    pair: pairs('dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove', 'venti trenta quaranta cinquanta sessanta settanta ottanta novanta', (ten, unit) => (unit === 1 || unit === 8 ? ten.slice(0, -1) : ten) + (unit === 3 ? 'tré' : itUnit(unit))),
    double: 'doppio',
    triple: 'triplo',
    fillers: list('ehm poi trattino allora e'),
  },
  pt: {
    digits: split('zero um dois três quatro cinco seis/meia sete oito nove'),
    pair: pairs('dez onze doze treze quatorze quinze dezesseis dezessete dezoito dezenove', 'vinte trinta quarenta cinquenta sessenta setenta oitenta noventa', (ten, unit) => `${ten} e ${ptUnit(unit)}`),
    double: 'duplo',
    triple: 'triplo',
    fillers: list('né depois traço então hífen'),
  },
  nl: {
    digits: split('nul een/één twee drie vier vijf zes zeven acht negen'),
    pair: pairs('tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien', 'twintig dertig veertig vijftig zestig zeventig tachtig negentig', (ten, unit) => `${nlUnit(unit)}${unit === 2 || unit === 3 ? 'ën' : 'en'}${ten}`),
    double: 'dubbel',
    triple: 'driemaal',
    fillers: list('eh dan streepje oké daarna'),
  },
  da: {
    digits: split('nul en/et to tre fire fem seks syv otte ni'),
    pair: pairs('ti elleve tolv tretten fjorten femten seksten sytten atten nitten', 'tyve tredive fyrre halvtreds tres halvfjerds firs halvfems', (ten, unit) => `${daUnit(unit)}og${ten}`),
    double: 'dobbelt',
    triple: 'tredobbelt',
    fillers: list('øh så bindestreg okay'),
  },
  no: {
    digits: split('null en/ett to tre fire fem seks sju/syv åtte ni'),
    pair: pairs('ti elleve tolv tretten fjorten femten seksten sytten atten nitten', 'tjue tretti førti femti seksti sytti åtti nitti', (ten, unit) => ten + noUnit(unit)),
    double: 'dobbel',
    triple: 'trippel',
    fillers: list('øh så bindestrek og'),
  },
  fi: {
    digits: split('nolla yksi/yks kaksi/kaks kolme/kol neljä/nel viisi/viis kuusi/kuus seitsemän kahdeksan yhdeksän'),
    pair: (value) => (value === 10 ? 'kymmenen' : value < 20 ? `${fiUnit(value - 10)}toista` : `${fiUnit(Math.floor(value / 10))}kymmentä${value % 10 === 0 ? '' : fiUnit(value % 10)}`),
    double: 'tupla',
    triple: 'tripla',
    fillers: list('niin sitten öö viiva ja'),
  },
  pl: {
    digits: split('zero jeden/jedynka dwa/dwójka trzy cztery pięć sześć siedem osiem dziewięć'),
    pair: pairs('dziesięć jedenaście dwanaście trzynaście czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście', 'dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt', (ten, unit) => `${ten} ${plUnit(unit)}`),
    double: 'podwójne',
    triple: 'potrójne',
    fillers: list('yyy potem myślnik i dalej'),
  },
}; // prettier-ignore

/** How much is said at once; which comes up where is up to chance. */
export interface Manner {
  readonly doubles: boolean;
  readonly triples: boolean;
  readonly pairs: boolean;
  readonly numerals: boolean;
  readonly fillers: boolean;
  readonly commas: boolean;
}

export const DIGIT_BY_DIGIT: Manner = { doubles: false, triples: false, pairs: false, numerals: false, fillers: false, commas: false };

/** Chooses one of `count` things. */
export type Choose = (count: number) => number;

/** A number said in words, in groups of four with pauses between. */
export function say(number: string, code: string, manner: Manner, choose: Choose): string {
  const speech = SPEECH[code];
  let text = '';
  for (let at = 0; at < number.length;) {
    const [words, next] = sayPart(number, at, speech, manner, choose);
    const isGroup = at % 4 === 0 && at > 0;
    if (at > 0) text += joint(speech, manner, isGroup || text.endsWith('\u0000'), choose);
    text += words;
    at = next;
  }
  return text;
}

function joint(speech: Speech, manner: Manner, isGroup: boolean, choose: Choose): string {
  if (manner.fillers && choose(5) === 0) return ` ${speech.fillers[choose(speech.fillers.length)]} `;
  if (manner.pairs) return ', '; // "forty, one" is not "forty-one"
  if (manner.commas && isGroup) return [', ', ' - ', '\n', '. ', '; '][choose(5)];
  return [' ', ' ', ' ', '-', ', '][manner.commas ? choose(5) : 0];
}

function sayPart(number: string, at: number, speech: Speech, manner: Manner, choose: Choose): [string, number] {
  const digit = Number(number[at]);
  const isSame = (count: number): boolean => number.slice(at, at + count) === number[at].repeat(count) && at + count <= number.length;
  const word = speech.digits[digit][choose(speech.digits[digit].length)];
  if (manner.numerals && at > 0 && at % 4 === 0 && choose(2) === 0) return [number.slice(at, at + 4), Math.min(number.length, at + 4)];
  if (manner.triples && isSame(3)) return [`${speech.triple} ${word}`, at + 3];
  if (manner.doubles && isSame(2)) return [`${speech.double} ${word}`, at + 2];
  if (manner.pairs && digit > 0 && at + 1 < number.length) return [speech.pair(Number(number.slice(at, at + 2))), at + 2];
  return [word, at + 1];
}

export const manner: fc.Arbitrary<Manner> = fc.record({
  doubles: fc.boolean(),
  triples: fc.boolean(),
  pairs: fc.boolean(),
  numerals: fc.boolean(),
  fillers: fc.boolean(),
  commas: fc.boolean(),
});

/** Test numbers of the brands, and numbers made up with a check digit. */
const TEST_NUMBERS = ['4111111111111111', '5555555555554444', '2223003122003222', '378282246310005', '6205500000000000004'];

export const cardNumber: fc.Arbitrary<string> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...TEST_NUMBERS) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('4', '51', '55', '2221', '2720', '34', '37', '6011', '65', '36', '3528', '62'), fc.array(fc.nat(9), { minLength: 18, maxLength: 18 }))
      .map(([prefix, digits]) => withCheckDigit(prefix + digits.join(''), prefix === '34' || prefix === '37' ? 15 : prefix === '36' ? 14 : 16)),
  },
); // prettier-ignore

export function withCheckDigit(digits: string, length: number): string {
  const body = digits.slice(0, length - 1);
  for (let check = 0; ; check++) if (luhnSum(`${body}${String(check)}`) % 10 === 0) return `${body}${String(check)}`;
}

function luhnSum(number: string): number {
  return [...number].reverse().reduce((sum, character, index) => {
    const value = Number(character) * (index % 2 === 1 ? 2 : 1);
    return sum + (value > 9 ? value - 9 : value);
  }, 0);
}

/** Escapes what is not ASCII, as JSON encoders of speech recognisers do. */
export const escaped = (text: string): string =>
  JSON.stringify(text).replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Without diacritics. */
export const plain = (text: string): string =>
  text.replace(/ł/g, 'l').replace(/ø/g, 'o').replace(/æ/g, 'ae').replace(/ß/g, 'ss').normalize('NFD').replace(/[\u0300-\u036f]/g, ''); // prettier-ignore

/** How numbers up to ninety-nine are said in twelve languages, and what people say around them. Written for this corpus alone. */

export interface Language {
  readonly code: string;
  /** 0–9. */
  readonly digits: readonly string[];
  /** Other words for a digit that people use, such as “oh”. */
  readonly others: readonly (readonly [digit: number, word: string])[];
  /** 10–19. */
  readonly teens: readonly string[];
  /** 20, 30, … 90. */
  readonly tens: readonly string[];
  /** A ten and a unit from 1 to 9. */
  compound(tens: string, unit: string, ten: number, digit: number): string;
  /** Words for “twice” and “three times”, where people say so. */
  readonly double?: string;
  readonly triple?: string;
  /** Sentences that announce a card number. */
  readonly leads: readonly [string, ...string[]];
  readonly fillers: readonly [string, ...string[]];
  /** Announces a telephone number, of which nothing may be taken for a card. */
  readonly phone: string;
}

const list = (text: string): string[] => text.split(' ');

export const LANGUAGES: readonly Language[] = [
  {
    code: 'en',
    digits: list('zero one two three four five six seven eight nine'),
    others: [[0, 'oh']],
    teens: list('ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'),
    tens: list('twenty thirty forty fifty sixty seventy eighty ninety'),
    compound: (tens, unit) => `${tens}-${unit}`,
    double: 'double',
    triple: 'triple',
    leads: ['my card number is', 'sure the card is', 'the long number on the card is'],
    fillers: ['um', 'uh', 'then', 'and then'],
    phone: 'my phone number is',
  },
  {
    code: 'sv',
    digits: list('noll ett två tre fyra fem sex sju åtta nio'),
    others: [[0, 'nolla'], [1, 'etta']], // prettier-ignore
    teens: list('tio elva tolv tretton fjorton femton sexton sjutton arton nitton'),
    tens: list('tjugo trettio fyrtio femtio sextio sjuttio åttio nittio'),
    compound: (tens, unit) => tens + unit,
    double: 'dubbel',
    leads: ['mitt kortnummer är', 'kortet har nummer'],
    fillers: ['eh', 'och sen', 'sedan'],
    phone: 'mitt telefonnummer är',
  },
  {
    code: 'de',
    digits: list('null eins zwei drei vier fünf sechs sieben acht neun'),
    others: [[2, 'zwo']],
    teens: list('zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn'),
    tens: list('zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig'),
    compound: (tens, unit, _, digit) => `${digit === 1 ? 'ein' : unit}und${tens}`,
    double: 'doppel',
    leads: ['meine Kartennummer ist', 'die Nummer der Kreditkarte lautet'],
    fillers: ['äh', 'ähm', 'und dann'],
    phone: 'meine Telefonnummer ist',
  },
  {
    code: 'fr',
    digits: list('zéro un deux trois quatre cinq six sept huit neuf'),
    others: [],
    teens: list('dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf'),
    tens: list('vingt trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix'),
    compound(tens, unit, ten, digit) {
      const teen = ['dix', 'onze', 'douze', 'treize', 'quatorze', 'quinze', 'seize', 'dix-sept', 'dix-huit', 'dix-neuf'][digit] ?? '';
      if (ten === 7) return digit === 1 ? 'soixante et onze' : `soixante-${teen}`;
      if (ten === 9) return `quatre-vingt-${teen}`;
      if (ten === 8) return `quatre-vingt-${unit}`;
      return digit === 1 ? `${tens} et un` : `${tens}-${unit}`;
    },
    double: 'double',
    leads: ['mon numéro de carte est le', 'le numéro de ma carte bancaire est'],
    fillers: ['euh', 'ensuite', 'et puis'],
    phone: 'mon numéro de téléphone est le',
  },
  {
    code: 'es',
    digits: list('cero uno dos tres cuatro cinco seis siete ocho nueve'),
    others: [],
    teens: list('diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve'),
    tens: list('veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa'),
    compound(tens, unit, ten, digit) {
      if (ten === 2) return `veinti${{ 2: 'dós', 3: 'trés', 6: 'séis' }[digit] ?? unit}`;
      return `${tens} y ${unit}`;
    },
    double: 'doble',
    triple: 'triple',
    leads: ['mi número de tarjeta es', 'el número de la tarjeta es'],
    fillers: ['eh', 'luego', 'y después'],
    phone: 'mi número de teléfono es',
  },
  {
    code: 'it',
    digits: list('zero uno due tre quattro cinque sei sette otto nove'),
    others: [],
    teens: list('dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove'),
    tens: list('venti trenta quaranta cinquanta sessanta settanta ottanta novanta'),
    compound: (tens, unit, _, digit) => (digit === 1 || digit === 8 ? tens.slice(0, -1) : tens) + (digit === 3 ? 'tré' : unit),
    double: 'doppio',
    leads: ['il mio numero di carta è', 'il numero della carta di credito è'],
    fillers: ['ehm', 'poi', 'e poi'],
    phone: 'il mio numero di telefono è',
  },
  {
    code: 'pt',
    digits: list('zero um dois três quatro cinco seis sete oito nove'),
    others: [[6, 'meia']],
    teens: list('dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove'),
    tens: list('vinte trinta quarenta cinquenta sessenta setenta oitenta noventa'),
    compound: (tens, unit) => `${tens} e ${unit}`,
    double: 'duplo',
    leads: ['o número do meu cartão é', 'meu cartão de crédito é'],
    fillers: ['é', 'depois', 'aí'],
    phone: 'meu telefone é',
  },
  {
    code: 'nl',
    digits: list('nul een twee drie vier vijf zes zeven acht negen'),
    others: [[1, 'één']],
    teens: list('tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien'),
    tens: list('twintig dertig veertig vijftig zestig zeventig tachtig negentig'),
    compound: (tens, unit, _, digit) => `${unit}${digit === 2 || digit === 3 ? 'ën' : 'en'}${tens}`,
    double: 'dubbel',
    leads: ['mijn kaartnummer is', 'het nummer van mijn kaart is'],
    fillers: ['eh', 'dan', 'en dan'],
    phone: 'mijn telefoonnummer is',
  },
  {
    code: 'da',
    digits: list('nul en to tre fire fem seks syv otte ni'),
    others: [[1, 'et']],
    teens: list('ti elleve tolv tretten fjorten femten seksten sytten atten nitten'),
    tens: list('tyve tredive fyrre halvtreds tres halvfjerds firs halvfems'),
    compound: (tens, unit) => `${unit}og${tens}`,
    double: 'dobbelt',
    leads: ['mit kortnummer er', 'nummeret på mit kort er'],
    fillers: ['øh', 'og så', 'derefter'],
    phone: 'mit telefonnummer er',
  },
  {
    code: 'no',
    digits: list('null en to tre fire fem seks sju åtte ni'),
    others: [[1, 'ett'], [7, 'syv']], // prettier-ignore
    teens: list('ti elleve tolv tretten fjorten femten seksten sytten atten nitten'),
    tens: list('tjue tretti førti femti seksti sytti åtti nitti'),
    compound: (tens, unit) => tens + unit,
    double: 'dobbel',
    leads: ['kortnummeret mitt er', 'nummeret på kortet er'],
    fillers: ['eh', 'og så', 'deretter'],
    phone: 'telefonnummeret mitt er',
  },
  {
    code: 'fi',
    digits: list('nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän'),
    others: [],
    teens: list(
      'kymmenen yksitoista kaksitoista kolmetoista neljätoista viisitoista kuusitoista seitsemäntoista kahdeksantoista yhdeksäntoista',
    ),
    tens: list(
      'kaksikymmentä kolmekymmentä neljäkymmentä viisikymmentä kuusikymmentä seitsemänkymmentä kahdeksankymmentä yhdeksänkymmentä',
    ),
    compound: (tens, unit) => tens + unit,
    leads: ['korttini numero on', 'kortin numero on'],
    fillers: ['öö', 'sitten', 'ja sitten'],
    phone: 'puhelinnumeroni on',
  },
  {
    code: 'pl',
    digits: list('zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć'),
    others: [],
    teens: list('dziesięć jedenaście dwanaście trzynaście czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście'),
    tens: list('dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt'),
    compound: (tens, unit) => `${tens} ${unit}`,
    leads: ['numer mojej karty to', 'numer karty to'],
    fillers: ['yyy', 'potem', 'i potem'],
    phone: 'mój numer telefonu to',
  },
];

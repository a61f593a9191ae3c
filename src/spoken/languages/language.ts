/**
 * How a language speaks numbers, as data. Words are written with their diacritics; a reader finds them without as well (å as a, ü as ue).
 * In a list, `|` stands between numbers in ascending order and a space between words for the same number.
 */
export interface Language {
  /** ISO 639-1. */
  readonly code: string;
  /** 0 to 9. */
  readonly units: string;
  /** 10 to 19; a language that builds some of these of two words leaves them out at the end. */
  readonly teens: string;
  /** 20, 30 … 90. */
  readonly tens: string;
  /** What a number is multiplied by a hundred or a thousand with; alone it is one hundred or one thousand. */
  readonly hundred: string;
  readonly thousand: string;
  /** 100, 200 … 900 where these are words of their own; an empty entry where there is none. */
  readonly hundreds?: string;
  /** Words for 21 to 99 written together, such as `einundvierzig`, generated. Longer ones are read piece by piece. */
  readonly compounds?: readonly (readonly [word: string, value: number])[];
  /** Digits in the plural, which a number counts: "three ones". 0 to 9. */
  readonly plurals?: string;
  /** What says the next number twice, three times, four times. */
  readonly repeaters: string;
  /** What joins tens to units, or units to tens, and is a filler anywhere else. */
  readonly joiners: string;
  /** What people say between digits. */
  readonly fillers: string;
  /**
   * Words among the above that stand all over ordinary text, in this language or another: the Danish "to", the article "ein". They have no
   * say in which language is spoken, and at the edge of a number they may be no part of it.
   */
  readonly everyday?: string;
  /** Words that only sound like a number: [word, value]. They count between other number words only. */
  readonly homophones?: readonly (readonly [word: string, value: number])[];
  /** Units before tens, with a joiner between: always, or beside the other way round. */
  readonly inverted?: 'always' | 'also';
  /** Seventy is sixty and ten, eighty is four twenties, seventeen is ten and seven. */
  readonly isVigesimal?: boolean;
  /** Eleven is ten and one, in two words. */
  readonly areTeensSplit?: boolean;
}

/** The words of each entry of a list. */
export function entries(list: string): string[][] {
  return list.split('|').map((entry) => entry.split(' ').filter((word) => word !== ''));
}

/** The words of a list without entries. */
export function words(list: string | undefined): string[] {
  return list === undefined ? [] : list.split(' ').filter((word) => word !== '');
}

type Compound = readonly [word: string, value: number];

/** Words for 21 to 99 without the tens: `join` writes the words of a tens and of a unit together. */
export function tensAndUnits(tens: string, units: string, join: (tens: string, unit: string) => string): Compound[] {
  const unitWords = entries(units);
  return entries(tens).flatMap((tensWords, index) =>
    tensWords.flatMap((ten) =>
      unitWords.flatMap((synonyms, unit) =>
        unit === 0 ? [] : synonyms.map((word): Compound => [join(ten, word), 20 + 10 * index + unit]),
      ),
    ),
  );
}

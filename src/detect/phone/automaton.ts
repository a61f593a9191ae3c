/**
 * Patterns over digits as a table that is walked a digit a step. The patterns of numbering plans are finite and know only digits, sets,
 * groups, alternatives and repetitions: `(?:2[0-35]|7\d)\d{6}`. Those of all countries share one automaton, made deterministic where digits
 * lead for the first time: reading the patterns of a country takes a millisecond, making all of it deterministic would take ten.
 */

/** Entries of a row of the table: the next row for each digit, then one bit for each pattern that may end here. */
const ROW_BITS = 4;
const ROW = 1 << ROW_BITS;
const DIGITS = 10;
const BITS_AT = DIGITS;
const ROWS_FIRST = 256;
/** Nothing can follow any more. */
const DEAD = 0;
/** Nobody has asked yet where a digit leads. */
const UNSEEN = 0xffff;
/** Places of patterns and lists of them; what numbers them in keys. The plans of all countries have about 10,000. */
const PLACES_MAX = 0x10000;
const EMPTY = 0;

export class DigitAutomaton {
  private table = new Uint16Array(ROWS_FIRST << ROW_BITS);
  /** The list of places that each row stands for. Row 0 is DEAD. */
  private readonly listOfRow: number[] = [EMPTY];

  /** Places in patterns: which digits may stand there, the list of places behind it; at the end of a pattern its bit and no digits. */
  private readonly digits: number[] = [];
  private readonly next: number[] = [];
  private readonly placeOf = new Map<number, number>();
  /** Lists of places, each in order, as strings with a place in each character; what is read can be at any place of one list. */
  private readonly lists = [''];
  private readonly rowOfList: number[] = [DEAD];
  private readonly listOf = new Map([['', EMPTY]]);

  /** Takes in patterns, at most sixteen; answers where reading them begins. Throws a SyntaxError for what it cannot read. */
  add(patterns: readonly string[]): number {
    const starts = patterns.map((pattern, n) => {
      const end = this.place(0, 1 << n);
      return new PatternReader(pattern, this).read(end);
    });
    return this.row(this.anyOf(starts));
  }

  /** Bits of those patterns that take the digits from `from` to `to`, which must be ASCII digits. `start` is what `add` answered. */
  accepted(start: number, bytes: Uint8Array, from: number, to: number): number {
    const row = this.walk(start, bytes, from, to);
    return row === DEAD ? 0 : this.table[(row << ROW_BITS) | BITS_AT];
  }

  /** Whether one of the patterns may begin with the digits. */
  goesOn(start: number, bytes: Uint8Array, from: number, to: number): boolean {
    return this.walk(start, bytes, from, to) !== DEAD;
  }

  /** The row to which the digits lead. */
  private walk(start: number, bytes: Uint8Array, from: number, to: number): number {
    let { table } = this;
    let row = start;
    for (let at = from; at < to && row !== DEAD; at++) {
      const entry = (row << ROW_BITS) | (bytes[at] & 15);
      row = table[entry];
      if (row === UNSEEN) {
        row = this.resolve(entry);
        ({ table } = this);
      }
    }
    return row;
  }

  /** The list of the place where one of `digits` may stand with the list `next` behind it. */
  before(digits: number, next: number): number {
    return next === EMPTY || digits === 0 ? EMPTY : this.place(digits, next);
  }

  /** The list of all places of some lists. */
  anyOf(lists: readonly number[]): number {
    const all = new Set<number>();
    for (const list of lists) for (let i = 0; i < this.lists[list].length; i++) all.add(this.lists[list].charCodeAt(i));
    return this.list(String.fromCharCode(...[...all].sort((a, b) => a - b)));
  }

  /** The list of one place. */
  private place(digits: number, next: number): number {
    const key = digits * PLACES_MAX + next;
    let place = this.placeOf.get(key);
    if (place === undefined) {
      place = this.digits.push(digits) - 1;
      this.next.push(next);
      this.placeOf.set(key, place);
    }
    return this.list(String.fromCharCode(place));
  }

  private list(places: string): number {
    let list = this.listOf.get(places);
    if (list !== undefined) return list;
    list = this.lists.push(places) - 1;
    if (list >= PLACES_MAX) throw new SyntaxError('patterns of digits have too many places');
    this.listOf.set(places, list);
    return list;
  }

  /** Finds out where a digit leads. */
  private resolve(entry: number): number {
    const digit = 1 << (entry & (ROW - 1));
    const places = this.lists[this.listOfRow[entry >> ROW_BITS]];
    const next: number[] = [];
    for (let i = 0; i < places.length; i++) {
      const place = places.charCodeAt(i);
      if ((this.digits[place] & digit) !== 0) next.push(this.next[place]);
    }
    const row = this.row(next.length === 1 ? next[0] : this.anyOf(next));
    this.table[entry] = row;
    return row;
  }

  private row(list: number): number {
    const known = this.rowOfList[list] as number | undefined;
    if (known !== undefined) return known;
    const row = this.listOfRow.push(list) - 1;
    if (row >= UNSEEN) throw new SyntaxError('patterns of digits have too many states');
    this.rowOfList[list] = row;
    if ((row + 1) << ROW_BITS > this.table.length) {
      const table = new Uint16Array(2 * this.table.length);
      table.set(this.table);
      this.table = table;
    }
    const first = row << ROW_BITS;
    this.table.fill(UNSEEN, first, first + DIGITS);
    for (let i = 0; i < this.lists[list].length; i++) {
      const place = this.lists[list].charCodeAt(i);
      if (this.digits[place] === 0) this.table[first + BITS_AT] |= this.next[place];
    }
    return row;
  }
}

const ANY_DIGIT = (1 << DIGITS) - 1;
const OPEN = 0x28;
const CLOSE = 0x29;
const COMMA = 0x2c;
const HYPHEN = 0x2d;
const COLON = 0x3a;
const OPTIONAL = 0x3f;
const SET = 0x5b;
const SET_END = 0x5d;
const LETTER_D = 0x64;
const COUNT = 0x7b;
const OR = 0x7c;
const COUNT_END = 0x7d;

/** Reads a pattern from its end, so that what follows a place is known when the place is made. */
class PatternReader {
  private at: number;

  constructor(
    private readonly pattern: string,
    private readonly automaton: DigitAutomaton,
  ) {
    this.at = pattern.length;
  }

  /** The list of places where the pattern begins, when it goes on with the list `next`. */
  read(next: number): number {
    const start = this.choice(next);
    return this.at === 0 ? start : this.refuse();
  }

  private choice(next: number): number {
    let list = this.sequence(next);
    if (this.before() !== OR) return list;
    const ways = [list];
    while (this.takes(OR)) {
      list = this.sequence(next);
      ways.push(list);
    }
    return this.automaton.anyOf(ways);
  }

  private sequence(next: number): number {
    let list = next;
    for (let code = this.before(); code !== OR && code !== OPEN && code !== COLON && this.at > 0; code = this.before()) {
      list = code === OPTIONAL || code === COUNT_END ? this.repeated(list) : this.one(list);
    }
    return list;
  }

  private repeated(next: number): number {
    let [min, max] = [0, 1];
    if (!this.takes(OPTIONAL)) {
      this.at--;
      max = this.number();
      min = this.takes(COMMA) ? this.number() : max;
      this.needs(COUNT);
    }
    const from = this.at;
    let list = next;
    for (let n = max; n > 0; n--) {
      this.at = from;
      const read = this.one(list);
      list = n > min ? this.automaton.anyOf([read, next]) : read;
    }
    return list;
  }

  private one(next: number): number {
    if (this.takes(CLOSE)) {
      const list = this.choice(next);
      if (this.takes(COLON)) this.needs(OPTIONAL);
      this.needs(OPEN);
      return list;
    }
    if (this.takes(LETTER_D)) {
      this.at--; // its backslash
      return this.automaton.before(ANY_DIGIT, next);
    }
    return this.automaton.before(this.takes(SET_END) ? this.set() : 1 << this.digit(), next);
  }

  private set(): number {
    let digits = 0;
    while (!this.takes(SET)) {
      const last = this.digit();
      const first = this.takes(HYPHEN) ? this.digit() : last;
      for (let digit = first; digit <= last; digit++) digits |= 1 << digit;
    }
    return digits;
  }

  /** A number of at most two digits. */
  private number(): number {
    const ones = this.digit();
    return this.before() === COUNT || this.before() === COMMA ? ones : this.digit() * 10 + ones;
  }

  private digit(): number {
    const digit = this.before() - 0x30;
    this.at--;
    return digit >= 0 && digit < DIGITS ? digit : this.refuse();
  }

  private before(): number {
    return this.at > 0 ? this.pattern.charCodeAt(this.at - 1) : 0;
  }

  private takes(code: number): boolean {
    if (this.before() !== code) return false;
    this.at--;
    return true;
  }

  private needs(code: number): void {
    if (!this.takes(code)) this.refuse();
  }

  private refuse(): never {
    throw new SyntaxError(`a pattern of digits cannot be read at character ${this.at + 1}`);
  }
}

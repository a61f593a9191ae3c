/**
 * The expressions that rules may use: what RE2 and ECMAScript read alike, without anything that needs unbounded time or text.
 *
 * Characters, sets, `.`, `\d \w \s \b` and their opposites, groups, alternatives, `?` and `{m,n}`; `(?i)` at the beginning. No look-around and
 * no back-references (RE2 has none either), no `*`, `+` or `{n,}`, and no `^` or `$`: where a text begins is not known in a stream.
 */

/** A set of characters: bit n stands for ASCII character n, bit 128 for every character beyond. */
export type CharacterSet = bigint;

export type PatternNode =
  | { readonly kind: 'set'; readonly set: CharacterSet; /** The character, when it is exactly one. */ readonly character?: string }
  | { readonly kind: 'sequence'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly node: PatternNode; readonly min: number; readonly max: number; readonly at: number }
  | { readonly kind: 'boundary' };

/** An expression that is refused: why, where (a character of it, from 0; -1 when it is about all of it), and what to write instead. */
export class PatternError extends SyntaxError {
  constructor(
    message: string,
    readonly index: number,
    readonly suggestion?: string,
  ) {
    super(message);
    this.name = 'PatternError';
  }

  /** About the expression as a whole. */
  get isWhole(): boolean {
    return this.index < 0;
  }
}

const BEYOND = 1n << 128n;
const ALL = (BEYOND << 1n) - 1n;
const bit = (code: number): CharacterSet => (code < 128 ? 1n << BigInt(code) : BEYOND);

function range(first: number, last: number): CharacterSet {
  let set = 0n;
  for (let code = first; code <= Math.min(last, 128); code++) set |= bit(code);
  return last >= 128 ? set | BEYOND : set;
}

const codes = (characters: string): CharacterSet => [...characters].reduce((set, one) => set | bit(one.charCodeAt(0)), 0n);
const DIGITS = range(0x30, 0x39);
const UPPER = range(0x41, 0x5a);
const LOWER = range(0x61, 0x7a);
const WORD = DIGITS | UPPER | LOWER | codes('_');
// \s of ECMAScript has more characters beyond ASCII than that of RE2: the set stands for both.
const SPACE = codes(' \t\n\v\f\r') | BEYOND;
const CLASSES: Readonly<Record<string, CharacterSet | undefined>> = { d: DIGITS, w: WORD, s: SPACE, D: ALL & ~DIGITS, W: ALL & ~WORD, S: ALL & ~codes(' \t\n\v\f\r') }; // prettier-ignore
const CONTROLS: Readonly<Record<string, string | undefined>> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v' };
const LONGEST_REPEAT = 256;
const COUNT = /\{(\d{1,4})(,(\d{0,4}))?\}/y;
const DEPTH_MAX = 20;

/** Letters in both cases, for `(?i)`. */
const folded = (set: CharacterSet): CharacterSet => set | ((set & UPPER) << 32n) | ((set & LOWER) >> 32n);

export interface Syntax {
  readonly node: PatternNode;
  readonly ignoreCase: boolean;
}

/** Reads an expression. Throws a PatternError. */
export function parsePattern(source: string): Syntax {
  const ignoreCase = source.startsWith('(?i)');
  const parser = new Parser(source, ignoreCase);
  return { node: parser.parse(ignoreCase ? 4 : 0), ignoreCase };
}

class Parser {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly source: string,
    private readonly ignoreCase: boolean,
  ) {}

  parse(from: number): PatternNode {
    this.at = from;
    const node = this.choice();
    if (this.at < this.source.length) this.fail('")" has no group to close', 'write \\) for the character');
    return node;
  }

  private choice(): PatternNode {
    const nodes = [this.sequence()];
    while (this.source[this.at] === '|') {
      this.at++;
      nodes.push(this.sequence());
    }
    return nodes.length === 1 ? nodes[0] : { kind: 'choice', nodes };
  }

  private sequence(): PatternNode {
    const nodes: PatternNode[] = [];
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')') nodes.push(this.repeated());
    return nodes.length === 1 ? nodes[0] : { kind: 'sequence', nodes };
  }

  private repeated(): PatternNode {
    const start = this.at;
    const node = this.atom();
    const count = this.count();
    if (count === undefined) return node;
    if (this.source[this.at] === '?') this.at++; // as few as possible: the same texts, another order
    if ('*+?{'.includes(this.source[this.at] ?? ' ')) this.fail('a repetition of a repetition', 'put the inner one into a group');
    if (node.kind === 'boundary') this.fail('a boundary cannot be repeated', undefined, start);
    return { kind: 'repeat', node, ...count, at: start };
  }

  /** The repetition that begins here, if any. */
  private count(): { min: number; max: number } | undefined {
    const sign = this.source[this.at];
    if (sign === '*' || sign === '+')
      this.fail(`"${sign}" has no bound`, `write {${sign === '*' ? 0 : 1},64}: a finding has a longest length`);
    if (sign === '?') {
      this.at++;
      return { min: 0, max: 1 };
    }
    if (sign !== '{') return undefined;
    COUNT.lastIndex = this.at;
    const match = COUNT.exec(this.source);
    if (match === null) this.fail('"{" begins no count such as {2,8}', 'write \\{ for the character');
    const [text, from, comma, to] = match as unknown as [string, string, string | undefined, string | undefined];
    const min = Number(from);
    if (comma !== undefined && to === '')
      this.fail(`"${text}" has no bound`, `write {${min},${Math.max(64, min)}}: a finding has a longest length`);
    const max = comma === undefined ? min : Number(to);
    if (max < min || max === 0) this.fail(`the count ${text} is empty`);
    if (max > LONGEST_REPEAT) this.fail(`the count ${text} is too high`, `at most ${LONGEST_REPEAT}`);
    this.at += text.length;
    return { min, max };
  }

  private atom(): PatternNode {
    const character = this.source[this.at];
    if (character === '(') return this.group();
    if (character === '[') return this.set();
    if (character === '\\') return this.escape();
    if (character === '^' || character === '$') this.fail(`"${character}": where a text begins or ends is not known while it streams`, 'write \\b for the edge of a word'); // prettier-ignore
    if ('*+?{'.includes(character)) this.fail(`"${character}" has nothing to repeat`, `write \\${character} for the character`);
    this.at++;
    if (character === '.') return { kind: 'set', set: ALL & ~codes('\n\r') };
    return this.one(character);
  }

  private one(character: string): PatternNode {
    const set = bit(character.charCodeAt(0));
    return { kind: 'set', set: this.ignoreCase ? folded(set) : set, character };
  }

  private group(): PatternNode {
    const start = this.at;
    if (/^\(\?<?[=!]/.test(this.source.slice(start, start + 4))) this.fail('look-around is not linear, and RE2 has none', 'use context words or a validator, or \\b'); // prettier-ignore
    if (this.source.startsWith('(?', start) && !this.source.startsWith('(?:', start)) this.fail('only plain groups can be used, and (?i) at the beginning', 'write (?:…)'); // prettier-ignore
    if (++this.depth > DEPTH_MAX) this.fail('groups are nested too deeply');
    this.at += this.source.startsWith('(?:', start) ? 3 : 1;
    const node = this.choice();
    if (this.source[this.at] !== ')') this.fail('the group is never closed', undefined, start);
    this.at++;
    this.depth--;
    return node;
  }

  private escape(): PatternNode {
    const letter = this.source[this.at + 1] as string | undefined;
    if (letter === undefined) this.fail('a backslash at the end', 'write \\\\ for the character');
    if (letter === 'b' || letter === 'B') {
      this.at += 2;
      return { kind: 'boundary' };
    }
    const set = CLASSES[letter];
    if (set !== undefined) {
      this.at += 2;
      return { kind: 'set', set };
    }
    return this.one(this.escapedCharacter());
  }

  /** `\.`, `\t`, `\x2F` */
  private escapedCharacter(): string {
    const letter = this.source[this.at + 1] ?? '';
    const hex = /^\\x([0-9A-Fa-f]{2})/.exec(this.source.slice(this.at, this.at + 4));
    if (hex !== null) {
      this.at += 4;
      return String.fromCharCode(parseInt(hex[1], 16));
    }
    if (/[1-9]/.test(letter)) this.fail('a back-reference is not linear, and RE2 has none', 'repeat the expression itself');
    const control = CONTROLS[letter];
    if (control === undefined && /[A-Za-z0-9]/.test(letter))
      this.fail(`"\\${letter}" is not understood`, 'sets such as [0-9A-F] say it plainly');
    this.at += 2;
    return control ?? letter;
  }

  private set(): PatternNode {
    const start = this.at;
    this.at++;
    const isNegated = this.source[this.at] === '^';
    if (isNegated) this.at++;
    let set = 0n;
    let isFirst = true;
    while (this.source[this.at] !== ']' || isFirst) {
      if (this.at >= this.source.length) this.fail('the set is never closed', undefined, start);
      if (this.source[this.at] === ']' || this.source.startsWith('[:', this.at)) this.fail('this set reads differently elsewhere', 'write \\] or \\[ for the character, 0-9A-Za-z for classes'); // prettier-ignore
      set |= this.member();
      isFirst = false;
    }
    this.at++;
    if (this.ignoreCase) set = folded(set);
    return { kind: 'set', set: isNegated ? ALL & ~(set & ~BEYOND) : set };
  }

  /** One character, class or range of a set. */
  private member(): CharacterSet {
    const found = this.source[this.at] === '\\' ? CLASSES[this.source[this.at + 1] ?? ''] : undefined;
    if (found !== undefined) {
      this.at += 2;
      return found;
    }
    const first = this.memberCharacter();
    if (this.source[this.at] !== '-' || this.source[this.at + 1] === ']') return bit(first.charCodeAt(0));
    this.at++;
    const last = this.memberCharacter();
    if (last < first) this.fail(`the range ${first}-${last} is backwards`);
    return range(first.charCodeAt(0), last.charCodeAt(0));
  }

  private memberCharacter(): string {
    if (this.source[this.at] === '\\') return this.escapedCharacter();
    if (this.at >= this.source.length) this.fail('the set is never closed');
    return this.source[this.at++];
  }

  private fail(message: string, suggestion?: string, index = this.at): never {
    throw new PatternError(message, index, suggestion);
  }
}

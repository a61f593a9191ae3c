/**
 * The text of a document as its readers see it: what stands on both sides of markup becomes neighbours, with what they see in between. Text on both
 * sides of too much markup has nothing to do with each other.
 */
import { LIMITS } from '../base/limits.js';
import { BLOCK_MARK, CELL_MARK } from '../text/marks.js';
import type { ElementKind } from './elements.js';
import { Leaves } from './leaves.js';
import type { Reading } from './lexer.js';

/** What is seen between two texts, from least to most: nothing, a space, the border of a cell, the end of a line; over the last two digits are not joined. */
type Between = 'nothing' | 'space' | 'cell' | 'line';

const SPACE = 0x20;

const MARKS = { space: Buffer.from(' '), cell: Buffer.from(CELL_MARK), line: Buffer.from(BLOCK_MARK) } as const;

const RANKS: Readonly<Record<Between, number>> = { nothing: 0, space: 1, cell: 2, line: 3 };
/** What is seen at the tags of HTML. */
const AT_TAGS: Readonly<Record<ElementKind, Between>> = {
  inline: 'nothing',
  spaced: 'space',
  cell: 'cell',
  block: 'line',
  'raw seen': 'line',
  'raw unseen': 'line',
};

export class JoinedText {
  /** Offset behind the last text. */
  private textEnd = 0;
  private hasCut = true;
  private between: Between = 'nothing';
  private readonly leaves = new Leaves();

  constructor(private readonly isHtml: boolean) {}

  copy(bytes: Uint8Array, from: number, to: number, offset: number, reading: Reading): void {
    if (from === to) return;
    const start = this.isBreak ? this.behindSpace(bytes, from, to, offset, reading) : from;
    if (start < to) {
      this.begin(offset + start, reading);
      reading.copy(bytes, start, to, offset);
    }
    this.textEnd = offset + to;
  }

  private get isBreak(): boolean {
    return this.between === 'line' || this.between === 'cell';
  }

  /** White space at the beginning of a line is not seen: in an indented document it is half of all texts. */
  private behindSpace(bytes: Uint8Array, from: number, to: number, offset: number, reading: Reading): number {
    this.reach(offset + from, reading);
    let at = from;
    if (this.isBreak) while (at < to && bytes[at] <= SPACE) at++;
    if (at > from) this.textEnd = offset + at;
    return at;
  }

  /** A character of the text that lies before `offset`, where it could not be told from markup. */
  insert(character: Uint8Array, offset: number, reading: Reading): void {
    this.begin(offset, reading);
    reading.insert(character, offset);
    this.textEnd = offset;
  }

  /** A tag stands here; `name` is a hash of its name. */
  separate(kind: ElementKind, name: number, isClosing: boolean): void {
    const between = this.isHtml ? AT_TAGS[kind] : this.leaves.between(name, isClosing);
    if (!this.hasCut && RANKS[between] > RANKS[this.between]) this.between = between;
  }

  /** What follows has nothing to do with what came before. */
  cut(reading: Reading): void {
    this.between = 'nothing';
    if (this.hasCut) return;
    reading.cut();
    this.hasCut = true;
  }

  /** Markup goes on up to `offset` at least. */
  reach(offset: number, reading: Reading): void {
    if (offset - this.textEnd > LIMITS.markupSeamBytes) this.cut(reading);
  }

  private begin(offset: number, reading: Reading): void {
    this.reach(offset, reading);
    if (this.between !== 'nothing') reading.insert(MARKS[this.between], offset);
    this.between = 'nothing';
    this.hasCut = false;
  }
}

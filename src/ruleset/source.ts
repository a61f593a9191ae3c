/** A YAML file with its places: which line and column a key, a value or a character inside a value stands at. */
import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node, type Pair } from 'yaml';
import type { Mistake } from '../base/mistake.js';

export type Path = readonly PropertyKey[];

export interface Place {
  readonly line: number;
  readonly column: number;
}

export class Source {
  readonly document: Document;
  private readonly lines = new LineCounter();

  /** Throws whatever the YAML parser throws on a file that breaks it, such as one nested too deeply. */
  constructor(
    readonly file: string,
    private readonly text: string,
  ) {
    this.document = parseDocument(text, { lineCounter: this.lines, uniqueKeys: true, prettyErrors: false });
  }

  /** A mistake at the value of a path, or at the nearest thing above it that exists. */
  at(path: Path, message: string, suggestion?: string): Mistake {
    return this.mistake(this.rangeOf(path), message, suggestion);
  }

  /** A mistake at a key of the mapping at a path. */
  atKey(path: Path, key: string, message: string, suggestion?: string): Mistake {
    const pair = this.pairOf(path, key);
    const range = (pair?.key as Node | null | undefined)?.range;
    return range ? this.mistake([range[0], range[1]], message, suggestion) : this.at(path, message, suggestion);
  }

  /** A mistake at one character (from 0) inside the string at a path, where the file shows it plainly. */
  atCharacter(path: Path, index: number, message: string, suggestion?: string): Mistake {
    const [start, end] = this.rangeOf(path);
    const node = this.nodeOf(path);
    const value = isScalar(node) && typeof node.value === 'string' ? node.value : '';
    const shown = this.text.slice(start, end);
    const inside = shown.indexOf(value);
    if (value === '' || inside < 0) return this.mistake([start, end], message, suggestion);
    return this.mistake(
      [start + inside + Math.min(index, value.length), start + inside + Math.min(index, value.length) + 1],
      message,
      suggestion,
    );
  }

  mistake([start, end]: readonly [number, number], message: string, suggestion?: string): Mistake {
    const { line, column } = this.placeOf(start);
    const from = this.lines.lineStarts[line - 1] ?? 0;
    const text = this.text.slice(from, this.lineEnd(from));
    return { file: this.file, line, column, message, suggestion, source: { text, length: Math.max(1, end - start) } };
  }

  /** `file:line:column` of the value at a path. */
  place(path: Path): string {
    const { line, column } = this.placeOf(this.rangeOf(path)[0]);
    return `${this.file}:${line}:${column}`;
  }

  /** Whether there is something at a path. */
  has(path: Path): boolean {
    return this.nodeOf(path) !== undefined;
  }

  private placeOf(offset: number): Place {
    const { line, col } = this.lines.linePos(Math.min(offset, this.text.length));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  private lineEnd(from: number): number {
    const end = this.text.slice(from).search(/\r?\n/);
    return end < 0 ? this.text.length : from + end;
  }

  private rangeOf(path: Path): readonly [number, number] {
    for (let depth = path.length; depth > 0; depth--) {
      const node = this.nodeOf(path.slice(0, depth));
      if (node?.range) return [node.range[0], node.range[1]];
    }
    const top = this.document.contents?.range;
    return top ? [top[0], Math.min(top[1], top[0] + 1)] : [0, 1];
  }

  private nodeOf(path: Path): Node | undefined {
    let node: unknown = this.document.contents;
    for (const step of path) node = this.below(node, step);
    return this.resolve(node);
  }

  private below(node: unknown, step: PropertyKey): unknown {
    const collection = this.resolve(node);
    if (isMap(collection)) return collection.items.find((pair) => keyOf(pair) === String(step))?.value;
    return isSeq(collection) && typeof step === 'number' ? collection.items[step] : undefined;
  }

  private resolve(node: unknown): Node | undefined {
    if (isAlias(node)) return node.resolve(this.document);
    return isMap(node) || isSeq(node) || isScalar(node) ? node : undefined;
  }

  private pairOf(path: Path, key: string): Pair | undefined {
    const node = path.length === 0 ? this.resolve(this.document.contents) : this.nodeOf(path);
    return isMap(node) ? node.items.find((pair) => isPair(pair) && keyOf(pair) === key) : undefined;
  }
}

function keyOf(pair: Pair): string | undefined {
  return isScalar(pair.key) ? String(pair.key.value) : undefined;
}

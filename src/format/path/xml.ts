/**
 * XML: elements and attributes are levels, by their local names. The texts of an element that a path means are told one by one, with its CDATA,
 * its comments, its attributes and those of the elements in it; what declares namespaces and types is no value.
 */
import { LIMITS } from '../../base/limits.js';
import type { PathState } from '../../detect/path/automaton.js';
import type { Names, OnValue } from './lexer.js';
import { TagWalker } from './tags.js';

/** Open elements that are compared with an end tag that belongs to another: broken documents are followed as readers mend them. */
const MENDED_LEVELS = 32;

/** Attributes of a prefix that say how to read the document (Namespaces in XML 1.0; XML 1.0, 2.10 and 2.12; XML Schema, part 1, 2.6). */
const STRUCTURAL: Readonly<Record<string, readonly string[]>> = {
  xml: ['lang', 'space', 'base', 'id'],
  xsi: ['type', 'nil', 'schemaLocation', 'noNamespaceSchemaLocation'],
};

export class XmlLexer extends TagWalker {
  /** Of the open elements, with the hashes of their names. */
  private readonly states: PathState[] = [];
  private readonly hashes: number[] = [];
  private state: PathState;
  /** Of the tag at hand, and of its attribute. */
  private element: PathState;
  private hash = 0;
  private attribute: PathState | undefined;

  constructor(
    private readonly names: Names,
    root: PathState,
    private readonly onValue: OnValue,
  ) {
    super(false);
    this.state = this.element = root;
  }

  protected tell(start: number, end: number): void {
    this.onValue(start, end, 'text', this.attribute ?? this.state);
  }

  protected isTextTold(): boolean {
    return this.state.accepts.length > 0;
  }

  protected nameTag(): void {
    this.hash = this.name.hash;
    if (!this.isClosing) this.element = this.state.next(this.name.numberIn(this.names));
  }

  protected beginValue(): boolean {
    const isValue = !this.isClosing && !this.isStructural();
    this.attribute = isValue ? this.element.next(this.name.numberIn(this.names)) : undefined;
    return this.attribute !== undefined && this.attribute.accepts.length > 0;
  }

  protected endValue(): void {
    this.attribute = undefined;
  }

  protected endTag(isEmpty: boolean): undefined {
    if (this.isClosing) this.ascend();
    else if (!isEmpty) this.descend();
  }

  private descend(): void {
    if (this.states.length >= LIMITS.pathDepth) {
      this.fault = 'SLUICE_PATH_TOO_DEEP';
      return;
    }
    this.states.push(this.state);
    this.hashes.push(this.hash);
    this.state = this.element;
  }

  private ascend(): void {
    const { hashes, states } = this;
    for (let level = hashes.length - 1; level >= Math.max(0, hashes.length - MENDED_LEVELS); level--) {
      if (hashes[level] !== this.hash) continue;
      this.state = states[level];
      states.length = hashes.length = level;
      return;
    }
  }

  private isStructural(): boolean {
    const { prefix } = this.name;
    if (prefix === 'xmlns') return true;
    if (prefix === '') return this.name.text === 'xmlns';
    return STRUCTURAL[prefix]?.includes(this.name.text) ?? false;
  }
}

/**
 * Form fields of HTML: what an element with a name has as its value, as the form would send it. The name counts like that of a form's field, so
 * `customer[ssn]` is also a path. Of a text area, an output and a select all texts are values. Other elements are no places.
 */
import { LIMITS } from '../../base/limits.js';
import type { PathState } from '../../detect/path/automaton.js';
import { fieldState } from './form.js';
import type { Names, OnValue } from './lexer.js';
import { TagWalker } from './tags.js';

/** Elements without markup in them (HTML Living Standard, sections 13.1.2 and 13.2.6.2). */
const RAW = new Set(['script', 'style', 'iframe', 'noembed', 'noframes', 'xmp', 'title', 'textarea']);
/** Elements whose text is their value. */
const WITH_TEXT = new Set(['textarea', 'output', 'select']);
/** Elements that a select cannot hold. */
const ENDS_SELECT = new Set(['input', 'select', 'textarea']);
const VALUES = new Set(['value', 'content']);
/** A reference takes ten bytes or so for each character of a name. */
const RAW_NAME_BYTES_MAX = 10 * LIMITS.pathNameBytes;

export class HtmlFieldLexer extends TagWalker {
  private element = '';
  private attribute: 'name' | 'value' | undefined;
  /** What has come of the name's attribute; its state once it is known. */
  private fieldName: number[] = [];
  private field: PathState | undefined;
  /** Values before the name that decides about them. */
  private early: { readonly start: number; readonly end: number }[] = [];
  /** The element at hand whose texts are values. */
  private holder: { readonly element: string; readonly state: PathState } | undefined;

  constructor(
    private readonly names: Names,
    private readonly root: PathState,
    private readonly onValue: OnValue,
  ) {
    super(true);
  }

  override get heldFrom(): number {
    return this.early.length > 0 ? this.early[0].start : super.heldFrom;
  }

  override feed(bytes: Uint8Array, offset: number): void {
    super.feed(bytes, offset);
    if (this.attribute !== 'name') this.judgeDistance(this.here); // a name decides in a moment
  }

  override end(): void {
    super.end();
    this.judgeDistance(this.here);
  }

  protected tell(start: number, end: number): void {
    const state = this.attribute === undefined ? this.holder?.state : this.stateOfValue();
    if (state !== undefined) this.onValue(start, end, 'text', state);
    else this.early.push({ start, end });
  }

  protected isTextTold(): boolean {
    return this.holder !== undefined && (this.element === 'textarea' || !RAW.has(this.element));
  }

  protected nameTag(): void {
    this.element = this.name.text.toLowerCase();
    this.field = undefined;
    this.fieldName = [];
    if (this.holder?.element === 'select' && ENDS_SELECT.has(this.element)) this.holder = undefined;
  }

  protected beginValue(offset: number): boolean {
    this.judgeDistance(offset);
    if (this.isClosing) return false;
    const name = this.name.text.toLowerCase();
    this.attribute = undefined;
    if (name === 'name' && this.field === undefined) this.attribute = 'name';
    else if (VALUES.has(name) || (name === 'label' && this.holder !== undefined)) this.attribute = 'value';
    return this.attribute === 'value' && (this.field === undefined || this.stateOfValue() !== undefined);
  }

  protected override takeValue(bytes: Uint8Array, from: number, to: number): void {
    if (this.attribute !== 'name') return;
    for (let at = from; at < to && this.fieldName.length <= RAW_NAME_BYTES_MAX; at++) this.fieldName.push(bytes[at]);
    if (this.fieldName.length > RAW_NAME_BYTES_MAX) this.early = []; // no path has such a name
  }

  protected endValue(): void {
    if (this.attribute === 'name') {
      this.field = fieldState(unreferenced(Buffer.from(this.fieldName).toString()), this.root, this.names);
      this.settle();
    }
    this.attribute = undefined;
  }

  protected endTag(_: boolean, offset: number): string | undefined {
    const { element, field } = this;
    this.judgeDistance(offset);
    this.early = [];
    if (this.isClosing) {
      if (this.holder?.element === element) this.holder = undefined;
      this.element = '';
      return undefined;
    }
    if (field !== undefined && field.accepts.length > 0 && WITH_TEXT.has(element)) this.holder = { element, state: field };
    return RAW.has(element) ? element : undefined;
  }

  /** Where the value of the tag at hand stands: at its own name, or in a select. Undefined where no path leads, or before the name. */
  private stateOfValue(): PathState | undefined {
    if (this.holder !== undefined) return this.holder.state;
    return this.field !== undefined && this.field.accepts.length > 0 ? this.field : undefined;
  }

  /** Refuses a document in which a value has waited too long. */
  private judgeDistance(offset: number): void {
    if (this.early.length > 0 && offset - this.early[0].start > LIMITS.pathUndecidedBytes) this.fault = 'SLUICE_PATH_UNDECIDED';
  }

  /** The name is known, and with it what to do with values before it. */
  private settle(): void {
    const { field } = this;
    if (field !== undefined && field.accepts.length > 0) for (const { start, end } of this.early) this.onValue(start, end, 'text', field);
    this.early = [];
  }
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", lsqb: '[', rsqb: ']', lbrack: '[', rbrack: ']', period: '.', lowbar: '_' }; // prettier-ignore

/** Without character references. */
function unreferenced(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7});?|#[xX]([0-9a-fA-F]{1,6});?|(\w+);)/g, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

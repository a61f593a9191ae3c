/**
 * Forms and queries (URL Standard, section 5): each field is a level of its own. A name with brackets or dots, as frameworks write nested fields,
 * is followed both as it stands and as the path it writes: `user[ssn]`, `user.ssn`. A field that holds JSON is followed inside.
 */
import type { ErrorCode } from '../../base/errors.js';
import { LIMITS } from '../../base/limits.js';
import type { PathState } from '../../detect/path/automaton.js';
import { InnerText } from './inner.js';
import { JsonFollower } from './json.js';
import type { Names, OnValue, PathLexer, Place } from './lexer.js';

const AMPERSAND = 0x26;
const EQUALS = 0x3d;
/** Three bytes for each of a name. */
const RAW_NAME_BYTES_MAX = 3 * LIMITS.pathNameBytes;

export class FormLexer implements PathLexer {
  private isValue = false;
  private name = '';
  private isLong = false;
  private state: PathState;
  private valueStart = -1;
  private isInner = false;
  private readonly inner: InnerText<JsonFollower>;

  constructor(
    private readonly names: Names,
    private readonly root: PathState,
    private readonly onValue: OnValue,
  ) {
    this.state = root;
    this.inner = new InnerText('percent', new JsonFollower({ names, onValue, depth: 1, isCoded: true }, root));
  }

  get heldFrom(): number {
    if (this.valueStart >= 0) return this.valueStart;
    return this.isInner ? this.inner.heldFrom : Infinity;
  }

  get fault(): ErrorCode | undefined {
    return this.inner.reader.fault;
  }

  feed(bytes: Uint8Array, offset: number): void {
    const place: Place = (index) => offset + index;
    for (let at = 0; at < bytes.length && this.fault === undefined;) {
      const end = this.endOf(bytes, at);
      if (this.isValue) this.readValue(bytes, at, end, place);
      else this.readName(bytes, at, end);
      if (end === bytes.length) return;
      if (bytes[end] === EQUALS && !this.isValue) this.beginValue(offset + end + 1);
      else if (bytes[end] === AMPERSAND) this.endField(offset + end);
      at = end + 1;
    }
  }

  end(offset: number): void {
    this.endField(offset);
  }

  /** A name ends at an equals sign, a value does not. */
  private endOf(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length && bytes[at] !== AMPERSAND && (this.isValue || bytes[at] !== EQUALS)) at++;
    return at;
  }

  private readName(bytes: Uint8Array, from: number, to: number): void {
    this.isLong ||= this.name.length + to - from > RAW_NAME_BYTES_MAX;
    if (!this.isLong) for (let at = from; at < to; at++) this.name += String.fromCharCode(bytes[at]);
  }

  private beginValue(offset: number): void {
    this.isValue = true;
    const { root } = this;
    if (this.isLong) return;
    this.state = statesOf(this.name, root, this.names);
    if (this.state.accepts.length > 0) this.valueStart = offset;
    else {
      this.inner.begin();
      this.inner.reader.begin(this.state);
      this.isInner = true;
    }
  }

  private readValue(bytes: Uint8Array, from: number, to: number, place: Place): void {
    if (this.isInner) this.isInner = this.inner.feed(bytes, from, to, place);
    if (this.valueStart < 0) return;
    for (let at = from; at < to; at++) {
      const offset = place(at);
      if (offset - this.valueStart < LIMITS.pathValueBytes || (bytes[at] & 0xc0) === 0x80) continue;
      this.onValue(this.valueStart, offset, 'text', this.state);
      this.valueStart = offset;
    }
  }

  private endField(offset: number): void {
    if (this.isInner) this.inner.end(offset);
    if (this.valueStart >= 0 && offset > this.valueStart) this.onValue(this.valueStart, offset, 'text', this.state);
    this.isValue = this.isInner = this.isLong = false;
    this.name = '';
    this.valueStart = -1;
  }
}

/** Where a field stands, by its raw name of one character a byte. */
function statesOf(raw: string, root: PathState, names: Names): PathState {
  const decoded = raw
    .replaceAll('+', ' ')
    .replaceAll(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return fieldState(Buffer.from(decoded, 'latin1').toString(), root, names);
}

/** Where a field with a name stands: as the name is written, and as the path it may write. */
export function fieldState(name: string, root: PathState, names: Names): PathState {
  const whole = root.next(names.findText(name));
  const steps = name
    .replaceAll('[]', '[0]')
    .split(/[.[\]]+/)
    .filter((step) => step !== '');
  if (steps.length < 2 || steps.length > LIMITS.pathDepth) return whole;
  return whole.with(steps.reduce((state, step) => (/^\d+$/.test(step) ? state.element : state.next(names.findText(step))), root));
}

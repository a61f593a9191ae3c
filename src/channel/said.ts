/**
 * What people say in the messages of a channel: texts are found in content pieces, those that are not said yet are taken out, and the others
 * are told to their conversation, which answers what of them must be hidden because of what was said before.
 */
import type { Direction, ErrorCode } from '../base/errors.js';
import type { Effect, Engine } from '../engine/api.js';
import type { Splice } from '../redact/splice.js';
import { blanked } from './drafts.js';
import type { Cut, Piece } from './framing/framing.js';
import { Places } from './places.js';
import type { Roles } from './roles.js';
import type { Text } from './texts.js';

/** What to replace besides what the engine found. Both lists are in order and disjoint. */
export interface Heard {
  /** Texts that go as a whole. */
  readonly blanks: readonly Splice[];
  readonly masks: readonly Splice[];
  readonly effects: readonly Effect[];
  /** Why the message goes no further. */
  readonly refused?: ErrorCode | undefined;
}

export interface SaidOptions {
  readonly roles: Roles;
  /** What becomes of typing previews. */
  readonly typing: 'blank' | 'mask' | 'allow';
  /** What becomes of transcripts that are not final. */
  readonly interim: 'mask' | 'allow';
}

/** A message that the engine has seen. */
export interface Message {
  readonly engine: Engine;
  readonly direction: Direction;
  readonly cut: Cut;
  /** What the engine replaces, in offsets of the cut's bytes. */
  readonly splices: readonly Splice[];
  readonly nowMs: number;
}

const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const MARKUP = 0x3c;
const CLOSING_MARKUP = 0x3e;

export class Said {
  private readonly places: Places;

  constructor(private readonly options: SaidOptions) {
    this.places = new Places(options.roles);
  }

  /** Undefined where nobody says anything that has to be hidden. */
  hear({ engine, direction, cut }: Message): Heard | undefined | Promise<Heard | undefined> {
    const action = engine.cardAction(direction);
    if (action === 'allow' || action === 'observe') return undefined;
    const blanks: Splice[] = [];
    for (const piece of cut.pieces) {
      if (piece.kind === 'head') continue;
      const texts = this.textsIn(cut.bytes, piece);
      if (typeof texts === 'string') return { blanks: [], masks: [], effects: [], refused: texts };
      if (this.options.typing !== 'blank') continue;
      for (const text of texts) if (text.state === 'draft' && text.end > text.start) blanks.push(blanked(text, piece.keepsLength));
    }
    return blanks.length === 0 ? undefined : { blanks, masks: [], effects: [] };
  }

  private textsIn(bytes: Uint8Array, { start, end, format }: Piece): readonly Text[] | ErrorCode {
    if (format === 'text') return wholeText(bytes, start, end);
    if (format !== 'auto' && format !== 'json' && format !== 'json-seq' && format !== 'ndjson') return NO_TEXTS;
    const first = firstOf(bytes, start, end);
    const places = first === OPEN_BRACE || first === OPEN_BRACKET ? this.places.find(bytes, start, end) : 'not json';
    if (places === 'too deep') return 'SLUICE_NESTING_TOO_DEEP';
    if (places !== 'not json') return places;
    const isMarkup = first === MARKUP && bytes[end - 1] === CLOSING_MARKUP;
    return isMarkup ? NO_TEXTS : wholeText(bytes, start, end);
  }
}

const NO_TEXTS: readonly Text[] = [];

/** The first byte that is no white space; -1 without one. */
function firstOf(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] > 0x20) return bytes[at];
  return -1;
}

/** A message that is nothing but words. */
function wholeText(bytes: Uint8Array, start: number, end: number): readonly Text[] {
  const read = bytes.subarray(start, end);
  return [{ start, end, read, offsets: undefined, isString: true, conversation: undefined, author: '', id: undefined, state: 'said' }];
}

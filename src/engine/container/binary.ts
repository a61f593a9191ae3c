/**
 * A MessagePack, CBOR or protobuf document, whole: written out as JSON, scanned as such, and masked in its own bytes, which keep their
 * length. A body that is text whatever its type says is scanned as text, too; and no card may show to a reader who takes it for text.
 */
import type { ErrorCode } from '../../base/errors.js';
import { LIMITS } from '../../base/limits.js';
import { renderCbor } from '../../format/binary/cbor.js';
import { Unreadable } from '../../format/binary/document.js';
import { renderMsgpack } from '../../format/binary/msgpack.js';
import { isPlainText, renderProtobuf } from '../../format/binary/protobuf.js';
import { Rendition } from '../../format/binary/rendition.js';
import type { Effect, MessageMeta } from '../api.js';
import { Composite, hides, type Host } from './composite.js';

export type BinaryFormat = 'msgpack' | 'cbor' | 'protobuf';

type Render = (raw: Uint8Array, rendition: Rendition) => void;
const RENDERERS: Readonly<Record<BinaryFormat, Render>> = { msgpack: renderMsgpack, cbor: renderCbor, protobuf: renderProtobuf };
const EMPTY = new Uint8Array(0);

export class BinaryStream extends Composite {
  private readonly chunks: Uint8Array[] = [];
  private length = 0;

  constructor(
    private readonly open: Host['leaf'],
    private readonly meta: MessageMeta,
    private readonly format: BinaryFormat,
  ) {
    super();
  }

  get held(): number {
    return this.length;
  }

  protected take(chunk: Uint8Array, final: boolean): void {
    if (this.length + chunk.length > LIMITS.binaryDocumentBytes) this.refuse('SLUICE_MESSAGE_TOO_LARGE');
    if (!final) {
      this.chunks.push(new Uint8Array(chunk));
      this.length += chunk.length;
      return;
    }
    const raw = this.chunks.length === 0 ? chunk : Buffer.concat([...this.chunks, chunk]);
    this.chunks.length = 0;
    this.length = 0;
    if (raw.length > 0) this.read(raw);
  }

  private read(raw: Uint8Array): void {
    const isText = isPlainText(raw);
    const rendition = new Rendition(raw);
    const code = this.render(raw, rendition);
    if (code !== undefined && !isText) this.refuse(code);
    let bytes = code === undefined ? this.scan(raw, rendition) : raw;
    if (isText) bytes = this.adopt(this.leaf('auto').end(bytes), (offset) => offset);
    else this.testify(bytes, rendition);
    this.pass(bytes);
  }

  private render(raw: Uint8Array, rendition: Rendition): ErrorCode | undefined {
    try {
      RENDERERS[this.format](raw, rendition);
      return undefined;
    } catch (error) {
      if (error instanceof Unreadable) return error.code;
      throw error;
    }
  }

  /** The document with what its rendition shows masked. */
  private scan(raw: Uint8Array, rendition: Rendition): Uint8Array {
    const { bytes, effects } = this.leaf('json').end(rendition.bytes);
    this.adopt({ bytes: EMPTY, effects: effects.map((effect) => located(effect, rendition)) }, (offset) => offset);
    return hides({ bytes, effects }) ? rendition.written(bytes) : raw;
  }

  /** A card that shows only over the bytes that make up the document would be there for whoever does not read it as one. */
  private testify(bytes: Uint8Array, rendition: Rendition): void {
    for (let { start, end } = plainNumber(bytes, 0); start < end; { start, end } = plainNumber(bytes, end)) {
      if (rendition.isText(start, end)) continue;
      const { effects } = this.leaf('text').end(bytes.subarray(start, end));
      if (effects.some((effect) => effect.kind === 'refuse' || effect.action !== 'observe')) this.refuse('SLUICE_BINARY_AMBIGUOUS');
    }
  }

  private leaf(format: 'json' | 'text' | 'auto'): ReturnType<Host['leaf']> {
    return this.open({
      ...this.meta,
      format,
      keepsLength: true,
      ownsChunks: false,
      charset: undefined,
      contentType: undefined,
      trace: undefined,
    });
  }
}

function located(effect: Effect, rendition: Rendition): Effect {
  if (effect.kind !== 'finding') return effect;
  const { finding } = effect;
  return { ...effect, finding: { ...finding, start: rendition.sourceOf(finding.start), end: rendition.sourceEnd(finding.end) } };
}

/** The next run of digits with spaces or hyphens, at least as many as a card's; empty behind the last. */
function plainNumber(bytes: Uint8Array, from: number): { start: number; end: number } {
  let digits = 0;
  let start = from;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte >= 0x30 && byte <= 0x39) digits++;
    else if (byte !== 0x20 && byte !== 0x2d) {
      if (digits >= LIMITS.panDigitsMin) return { start, end: at };
      digits = 0;
      start = at + 1;
    }
  }
  return digits >= LIMITS.panDigitsMin ? { start, end: bytes.length } : { start: bytes.length, end: bytes.length };
}

/** A multipart body: each part is a message of its own, read by what its head says; preamble and epilogue are text. */
import { mediaTypeOf } from '../../base/container.js';
import { boundaryOf } from '../../format/multipart/boundary.js';
import { MultipartLexer, type Pieces } from '../../format/multipart/lexer.js';
import type { MessageMeta, RedactionStream } from '../api.js';
import { Composite, hides, type Host } from './composite.js';
import { EntityStream } from './entity.js';

export class MultipartStream extends Composite implements Pieces {
  private readonly lexer: MultipartLexer | undefined;
  /** Reads the part at hand; undefined before the first byte of preamble and epilogue. */
  private current: RedactionStream | undefined;
  /** Offset in the message of the first byte of the part at hand, and of what comes next. */
  private partOffset = 0;
  private offset = 0;

  constructor(
    private readonly host: Host,
    private readonly meta: MessageMeta,
    private readonly depth: number,
  ) {
    super();
    const { contentType = '' } = meta;
    const boundary = boundaryOf(contentType);
    if (boundary !== undefined) this.lexer = new MultipartLexer(boundary, this);
  }

  get held(): number {
    return (this.lexer?.held ?? 0) + (this.current?.held ?? 0);
  }

  protected take(chunk: Uint8Array, final: boolean): void {
    if (this.lexer === undefined) this.refuse('SLUICE_MULTIPART_MALFORMED');
    if (this.offset === 0) this.checkHead();
    const fault = this.lexer.push(chunk, final);
    if (fault !== undefined) this.refuse(fault);
    if (final) this.endPart();
  }

  data(bytes: Uint8Array): void {
    this.current ??= this.host.leaf({ ...this.meta, format: 'text', contentType: undefined });
    const { partOffset } = this;
    this.offset += bytes.length;
    this.pass(this.adopt(this.current.write(bytes), (offset) => offset + partOffset));
  }

  delimiter(bytes: Uint8Array, isLast: boolean, isCrlf: boolean): void {
    this.endPart();
    this.pass(bytes);
    this.offset += bytes.length;
    this.partOffset = this.offset;
    if (isLast) return;
    const isDigest = mediaTypeOf(this.meta.contentType) === 'multipart/digest';
    this.current = new EntityStream(this.host, { ...this.meta, contentType: undefined }, this.depth, {
      kind: 'part',
      isCrlf,
      defaultType: isDigest ? 'message/rfc822' : undefined,
    });
  }

  private endPart(): void {
    const { current, partOffset } = this;
    this.current = undefined;
    if (current !== undefined) this.pass(this.adopt(current.end(), (offset) => offset + partOffset));
  }

  /** A boundary that is masked in the head that names it would no longer be the one in the body. */
  private checkHead(): void {
    const { contentType = '', direction, policy } = this.meta;
    const line = this.host.leaf({ format: 'text', part: 'head', direction, policy, ownsChunks: false });
    if (hides(line.end(Buffer.from(contentType)))) this.refuse('SLUICE_MULTIPART_AMBIGUOUS');
  }
}

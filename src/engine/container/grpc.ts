/**
 * gRPC over HTTP, and gRPC-Web (github.com/grpc/grpc, PROTOCOL-HTTP2.md and PROTOCOL-WEB.md): messages behind a byte of flags and a
 * length of four bytes, each let out when it is whole; the trailers of gRPC-Web are a head. Compressed messages are refused.
 */
import { LIMITS } from '../../base/limits.js';
import type { MessageMeta, RedactionStream, Step } from '../api.js';
import { Composite } from './composite.js';

const PREFIX_BYTES = 5;
const COMPRESSED = 0x01;
const TRAILERS = 0x80;

/** Opens the stream of a message, or of trailers. */
export type OpenFrame = (kind: 'message' | 'trailers') => RedactionStream;

export class GrpcStream extends Composite {
  private readonly prefix = Buffer.alloc(PREFIX_BYTES);
  private prefixLength = 0;
  /** Reads the frame at hand, of which so many bytes are missing. */
  private frame: RedactionStream | undefined;
  private missing = 0;
  /** Offset of the frame's content, and of what comes next. */
  private frameOffset = 0;
  private offset = 0;
  private hasTrailers = false;

  constructor(private readonly open: OpenFrame) {
    super();
  }

  get held(): number {
    return this.prefixLength + (this.frame?.held ?? 0);
  }

  protected take(chunk: Uint8Array, final: boolean): void {
    for (let at = 0; at < chunk.length;) at = this.frame === undefined ? this.readPrefix(chunk, at) : this.readFrame(this.frame, chunk, at);
    if (final && (this.prefixLength > 0 || this.frame !== undefined)) this.refuse('SLUICE_BINARY_MALFORMED');
  }

  private readPrefix(chunk: Uint8Array, at: number): number {
    this.prefix[this.prefixLength++] = chunk[at];
    this.offset++;
    if (this.prefixLength < PREFIX_BYTES) return at + 1;
    const flags = this.prefix[0];
    if (flags === COMPRESSED || flags === (COMPRESSED | TRAILERS)) this.refuse('SLUICE_CODING_UNSUPPORTED');
    if ((flags !== 0 && flags !== TRAILERS) || this.hasTrailers) this.refuse('SLUICE_BINARY_MALFORMED');
    this.hasTrailers = flags === TRAILERS;
    this.missing = this.prefix.readUInt32BE(1);
    if (this.missing > LIMITS.binaryDocumentBytes) this.refuse('SLUICE_MESSAGE_TOO_LARGE');
    this.pass(Uint8Array.from(this.prefix));
    this.prefixLength = 0;
    this.frameOffset = this.offset;
    if (this.missing > 0) this.frame = this.open(this.hasTrailers ? 'trailers' : 'message');
    return at + 1;
  }

  private readFrame(frame: RedactionStream, chunk: Uint8Array, at: number): number {
    const bytes = chunk.subarray(at, at + this.missing);
    this.missing -= bytes.length;
    this.offset += bytes.length;
    this.let(this.missing === 0 ? frame.end(bytes) : frame.write(bytes));
    if (this.missing === 0) this.frame = undefined;
    return at + bytes.length;
  }

  private let(step: Step): void {
    const { frameOffset } = this;
    this.pass(this.adopt(step, (offset) => offset + frameOffset));
  }
}

/** How the messages of a gRPC body are written: `application/grpc+json`, `application/grpc-web-text+proto`; protobuf by default. */
export function isGrpcJson({ contentType }: MessageMeta): boolean {
  return /^\s*application\/grpc(?:-web(?:-text)?)?\+json\s*(?:;|$)/i.test(contentType ?? '');
}

/**
 * A head and what it is about: a part of a multipart body, an e-mail, or an HTTP message in a body (OData `$batch`). The head is held back
 * until its empty line, read like the head of a message and like its reader decodes it; the body goes to a stream of its own.
 */
import { containerOf } from '../../base/container.js';
import { LIMITS } from '../../base/limits.js';
import { fieldsOf, HeadReader, parameterOf, type Field } from '../../format/multipart/fields.js';
import type { MessageMeta, RedactionStream } from '../api.js';
import { Composite, hides, type BodyHead, type Host } from './composite.js';
import { redactHead } from './head.js';

export interface EntityOptions {
  readonly kind: 'part' | 'mail' | 'http';
  /** How the lines of its head must end, because those around it do. */
  readonly isCrlf?: boolean;
  /** Type of the body where the head names none. */
  readonly defaultType?: string | undefined;
}

const HEAD_START_BYTES = 512;

export class EntityStream extends Composite {
  private head = Buffer.allocUnsafe(HEAD_START_BYTES);
  private headLength = 0;
  private readonly reader = new HeadReader();
  private body: RedactionStream | undefined;

  constructor(
    private readonly host: Host,
    private readonly meta: MessageMeta,
    private readonly depth: number,
    private readonly options: EntityOptions,
  ) {
    super();
  }

  get held(): number {
    return this.body === undefined ? this.headLength : this.body.held;
  }

  protected take(chunk: Uint8Array, final: boolean): void {
    let rest = chunk;
    if (this.body === undefined) {
      const end = this.reader.next(chunk);
      if (end === undefined) this.refuse('SLUICE_MULTIPART_MALFORMED');
      this.collect(end === -1 ? chunk : chunk.subarray(0, end));
      if (end !== -1) this.readHead();
      else if (final) this.readHeadless();
      if (end === -1) return;
      rest = chunk.subarray(end);
    }
    const { body, headLength } = this;
    if (body === undefined || (rest.length === 0 && !final)) return;
    this.pass(this.adopt(final ? body.end(rest) : body.write(rest), (offset) => offset + headLength));
  }

  private collect(bytes: Uint8Array): void {
    const length = this.headLength + bytes.length;
    if (length > (this.options.kind === 'part' ? LIMITS.partHeadBytes : LIMITS.embeddedHeadBytes))
      this.refuse('SLUICE_MULTIPART_MALFORMED');
    if (length > this.head.length) {
      const grown = Buffer.allocUnsafe(2 * length);
      grown.set(this.head.subarray(0, this.headLength));
      this.head = grown;
    }
    this.head.set(bytes, this.headLength);
    this.headLength = length;
  }

  private readHead(): void {
    const { host, meta, depth, options } = this;
    const head = this.head.subarray(0, this.headLength);
    if (options.isCrlf !== undefined && this.reader.isCrlf !== options.isCrlf) this.refuse('SLUICE_MULTIPART_AMBIGUOUS');
    const startLine = options.kind === 'http' ? head.subarray(0, head.indexOf('\n') + 1) : head.subarray(0, 0);
    if (options.kind === 'http') this.checkStartLine(startLine);
    const fields = fieldsOf(head.subarray(startLine.length).toString('latin1'));
    if (fields === undefined) this.refuse('SLUICE_MULTIPART_MALFORMED');
    const redacted = redactHead(host, meta, head);
    if (typeof redacted === 'string') this.refuse(redacted);
    for (const step of redacted) this.pass(this.adopt(step, (offset) => offset));
    const body = host.body(meta, depth, bodyHead(fields, options));
    if (typeof body === 'string') this.refuse(body);
    this.body = body;
  }

  /** A URL cannot be masked without asking for something else; a status line can. */
  private checkStartLine(line: Buffer): void {
    const text = line.toString('latin1');
    if (text.startsWith('HTTP/')) return;
    if (!/^[A-Z]+ \S+ HTTP\/1\.[01]\r?\n$/.test(text)) this.refuse('SLUICE_MULTIPART_MALFORMED');
    const { direction, policy } = this.meta;
    const stream = this.host.leaf({ format: 'text', part: 'head', direction, policy, ownsChunks: false });
    if (hides(stream.end(line))) this.refuse('SLUICE_URL_SENSITIVE');
  }

  /** A part needs its empty line. An HTTP message or an e-mail may end without one; what there is of it is read as a body. */
  private readHeadless(): void {
    if (this.options.kind === 'part') this.refuse('SLUICE_MULTIPART_MALFORMED');
    const head = this.head.subarray(0, this.headLength);
    const startLine = this.options.kind === 'http' ? head.subarray(0, head.indexOf('\n') + 1) : undefined;
    if (startLine !== undefined && startLine.length > 0) this.checkStartLine(startLine);
    const text = this.host.leaf({ ...this.meta, format: 'auto', contentType: undefined });
    this.pass(this.adopt(text.end(head), (offset) => offset));
  }
}

/** What decides how the body is read. */
function bodyHead(fields: readonly Field[], { kind, defaultType }: EntityOptions): BodyHead {
  const valueOf = (name: string): string | undefined => fields.find((field) => field.name === name)?.value;
  const disposition = valueOf('content-disposition');
  const contentType = valueOf('content-type') ?? defaultType;
  return {
    contentType,
    container: containerOf(contentType),
    transferEncoding: (valueOf('content-transfer-encoding') ?? '').toLowerCase(),
    contentEncoding: (valueOf('content-encoding') ?? '').toLowerCase(),
    isChunked: kind === 'http' && valueOf('transfer-encoding') !== undefined,
    hasLength: valueOf('content-length') !== undefined,
    name: disposition === undefined ? undefined : parameterOf(disposition, 'name'),
    filename: filenameOf(disposition) ?? (contentType === undefined ? undefined : parameterOf(contentType, 'name')),
  };
}

/** The name of a file in any of its spellings; which one a reader takes differs, so any makes the part a file. */
function filenameOf(disposition: string | undefined): string | undefined {
  if (disposition === undefined) return undefined;
  return ['filename', 'filename\\*', 'filename\\*0', 'filename\\*0\\*']
    .map((name) => parameterOf(disposition, name))
    .find((value) => value !== undefined);
}

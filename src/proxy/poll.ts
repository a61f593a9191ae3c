/**
 * The body of a poll of a live channel: what WebSockets carry one by one comes here in one body each way. So do messages that are kept: those that are
 * posted, pages of a history, transcripts. It is collected whole, at most so many bytes of it, taken apart and inspected by its channel, put
 * together again, and leaves with its new length.
 */
import { mediaTypeOf } from '../base/container.js';
import type { Direction, ErrorCode } from '../base/errors.js';
import type { Channel, Passed } from '../channel/channel.js';
import type { Format, Step } from '../engine/api.js';
import { EndingStream, joined, NOTHING, refusalStep, stepOf } from '../engine/step.js';

export interface PollOptions {
  readonly direction: Direction;
  readonly contentType: string | undefined;
  /** Told of a step that is still to come, where other processes are asked or a long body waits for its turns, and how to give it up. */
  readonly expect: (step: Promise<Step>, giveUp: () => void) => void;
}

/** Who hears a body; see live.ts. */
interface Hearer {
  /** Most bytes; a longer body is refused. */
  readonly mostBytes: number;
  readonly open: (format: Format) => Pick<Channel, 'pass' | 'stop'>;
}

export class PollStream extends EndingStream {
  private pieces: Uint8Array[] = [];
  private length = 0;
  private format: Format = 'auto';
  /** All of it is here, and what becomes of it is not known yet. */
  private isWaiting = false;
  /** It leaves otherwise than it came. */
  isTouched = false;
  private readonly isBinary: boolean;

  constructor(
    private readonly hearer: Hearer,
    private readonly options: PollOptions,
  ) {
    super();
    this.isBinary = mediaTypeOf(options.contentType) === 'application/octet-stream';
  }

  get held(): number {
    return this.hasEnded && !this.isWaiting ? 0 : this.length;
  }

  /** The same, once it is known what the body is. */
  as(format: Format | undefined): this {
    this.format = format ?? 'auto';
    return this;
  }

  protected step(chunk: Uint8Array, final: boolean): Step {
    this.length += chunk.length;
    if (this.length > this.hearer.mostBytes) return this.refuse('SLUICE_MESSAGE_TOO_LARGE');
    if (chunk.length > 0) this.pieces.push(chunk);
    if (!final || this.length === 0) return NOTHING;
    const body = joined(this.pieces);
    this.pieces = [];
    const channel = this.hearer.open(this.format);
    const passed = channel.pass(this.options.direction, body, this.isBinary);
    if (!(passed instanceof Promise)) return this.leaving(body, passed);
    this.isWaiting = true;
    this.options.expect(
      passed.then((later) => this.leaving(body, later)),
      () => channel.stop(),
    );
    return NOTHING;
  }

  /** A body that ends before its last packet does has none that could be waited for. */
  private leaving(body: Uint8Array, { bytes, sends, effects, refused }: Passed): Step {
    this.isWaiting = false;
    this.isTouched = bytes !== body;
    const code = refused ?? (sends ? undefined : 'SLUICE_BAD_REQUEST');
    if (code === undefined) return stepOf(bytes, effects);
    return refusalStep(code, effects.filter(({ kind }) => kind === 'finding')); // prettier-ignore
  }

  private refuse(code: ErrorCode): Step {
    this.hasEnded = true;
    this.pieces = [];
    return refusalStep(code);
  }
}

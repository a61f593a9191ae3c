/**
 * The body of a poll of a live channel: what WebSockets carry one by one comes here in one body each way. It is collected whole, at most
 * `pollBytes` of it, taken apart and inspected by its channel, put together again, and leaves with its new length.
 */
import { mediaTypeOf } from '../base/container.js';
import type { Direction, ErrorCode } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { Channel, type Passed } from '../channel/channel.js';
import type { Handshake } from '../channel/framing/framing.js';
import { recognised } from '../channel/framing/registry.js';
import type { Engine, Step } from '../engine/api.js';
import { EndingStream, joined, NOTHING, refusalStep, stepOf } from '../engine/step.js';

/** How a body came. */
export interface Polled {
  /** Path and query as they came. Never logged. */
  readonly path: string;
  readonly contentType: string | undefined;
}

/** Opens the channel of a body that can only be a poll's, by its address; undefined where it is a body like any other. */
export function openPoll({ path, contentType }: Polled, engine: Engine): Channel | undefined {
  const handshake: Handshake = { carrier: 'poll', path, subprotocol: undefined, contentType };
  const framing = recognised(handshake);
  return framing && new Channel({ framing, handshake, current: () => engine, passesUnread: () => false });
}

export class PollStream extends EndingStream {
  private pieces: Uint8Array[] = [];
  private length = 0;
  private readonly isBinary: boolean;

  constructor(
    private readonly channel: Pick<Channel, 'pass'>,
    private readonly direction: Direction,
    contentType: string | undefined,
    /** Told of a step that is still to come, where other processes are asked. */
    private readonly expect: (step: Promise<Step>) => void,
  ) {
    super();
    this.isBinary = mediaTypeOf(contentType) === 'application/octet-stream';
  }

  get held(): number {
    return this.hasEnded ? 0 : this.length;
  }

  protected step(chunk: Uint8Array, final: boolean): Step {
    this.length += chunk.length;
    if (this.length > LIMITS.pollBytes) return this.refuse('SLUICE_MESSAGE_TOO_LARGE');
    if (chunk.length > 0) this.pieces.push(chunk);
    if (!final || this.length === 0) return NOTHING;
    const passed = this.channel.pass(this.direction, joined(this.pieces), this.isBinary);
    this.pieces = [];
    if (!(passed instanceof Promise)) return leaving(passed);
    this.expect(passed.then(leaving));
    return NOTHING;
  }

  private refuse(code: ErrorCode): Step {
    this.hasEnded = true;
    this.pieces = [];
    return refusalStep(code);
  }
}

/** A body that ends before its last packet does has none that could be waited for. */
function leaving({ bytes, sends, effects, refused }: Passed): Step {
  const code = refused ?? (sends ? undefined : 'SLUICE_BAD_REQUEST');
  if (code === undefined) return stepOf(bytes, effects);
  return refusalStep(code, effects.filter(({ kind }) => kind === 'finding')); // prettier-ignore
}

/** What the streams of containers share: they hand pieces of a message to other streams and put together what those let out. */
import type { ErrorCode } from '../../base/errors.js';
import { isActedUpon } from '../../policy/clause.js';
import type { Container, Effect, MessageMeta, RedactionStream, Step } from '../api.js';
import { EndingStream, joined, refusalStep, stepOf } from '../step.js';

/** What the head of a part says about its body. Values are Latin-1; types and codings in lower case. */
export interface BodyHead {
  readonly contentType: string | undefined;
  /** What holds other documents by this type. */
  readonly container: Container | undefined;
  readonly transferEncoding: string;
  readonly contentEncoding: string;
  readonly isChunked: boolean;
  /** Somebody has counted its bytes. */
  readonly hasLength: boolean;
  readonly name: string | undefined;
  readonly filename: string | undefined;
}

/** What containers need of their engine. */
export interface Host {
  /** Opens a stream for a document that holds no others, or for a line of a head. */
  leaf(meta: MessageMeta): RedactionStream;
  /** Opens a stream for the body of a part, or says why it cannot be inspected. `meta` is that of what the part is in, `depth` counts that. */
  body(meta: MessageMeta, depth: number, head: BodyHead): RedactionStream | ErrorCode;
}

/** Ends a message; never seen outside: `step` turns it into an effect. */
class Refusal extends Error {
  constructor(readonly code: ErrorCode) {
    super(code);
  }
}

export abstract class Composite extends EndingStream {
  private pieces: Uint8Array[] = [];
  private effects: Effect[] = [];

  /** Takes in some bytes of the message, with `final` the last. */
  protected abstract take(chunk: Uint8Array, final: boolean): void;

  protected refuse(code: ErrorCode): never {
    throw new Refusal(code);
  }

  /** Lets bytes out. */
  protected pass(bytes: Uint8Array): void {
    if (bytes.length > 0) this.pieces.push(bytes);
  }

  /** Takes over the effects of another stream, whose offsets are mapped to those of this message; returns the bytes it let out. */
  protected adopt(step: Step, offsetOf: (offset: number) => number): Uint8Array {
    for (const effect of step.effects) {
      if (effect.kind === 'refuse') this.refuse(effect.code);
      const { finding } = effect;
      this.effects.push({ ...effect, finding: { ...finding, start: offsetOf(finding.start), end: offsetOf(finding.end) } });
    }
    return step.bytes;
  }

  /** Whatever goes wrong inside refuses the message, it never passes bytes. */
  protected step(chunk: Uint8Array, final: boolean): Step {
    this.pieces = [];
    this.effects = [];
    try {
      this.take(chunk, final);
    } catch (error) {
      this.hasEnded = true;
      if (!(error instanceof Refusal)) return refusalStep('SLUICE_ENGINE_FAILED');
      return refusalStep(error.code, error.code === 'SLUICE_POLICY_BLOCKED' ? this.effects : []);
    }
    return stepOf(joined(this.pieces), this.effects);
  }
}

/** Whether a step hides something of a kind: then what it let out is not what came in. */
export function hides(step: Step, isMeant: (entity: string) => boolean = () => true): boolean {
  return step.effects.some((effect) => effect.kind === 'finding' && isActedUpon(effect.action) && isMeant(effect.finding.entity));
}

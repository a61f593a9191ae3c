/** One WebSocket message through the engine: bytes in, bytes or a refusal out, effects told to the observer. */
import type { Direction, ErrorCode } from '../base/errors.js';
import { isInspectableText } from '../channel/framing/text-like.js';
import type { Effect, Engine, Format } from '../engine/api.js';
import type { Observer } from '../observe/observer.js';

export { isInspectableText };

export type Inspected =
  | { readonly refused: undefined; readonly bytes: Uint8Array; readonly findings: number }
  | { readonly refused: ErrorCode; readonly findings: number };

/** What a connection's messages are judged with. */
interface Judge {
  readonly engine: Engine;
  readonly observer: Observer;
}

/** Judges one message of a WebSocket: what leaves in its place, or why none does. */
export function passMessage({ engine, observer }: Judge, bytes: Buffer, direction: Direction, isBinary: boolean): Inspected {
  if (isBinary && !isInspectableText(bytes)) return { refused: 'SLUICE_BINARY_MESSAGE', findings: 0 };
  return inspect(engine, observer, bytes, direction, 'auto');
}

/** Redacts one whole message, whose bytes are the engine's to change. An engine that throws refuses the message: nothing passes unscanned. */
export function inspect(engine: Engine, observer: Observer, bytes: Uint8Array, direction: Direction, format: Format): Inspected {
  try {
    const step = engine.open({ format, direction, ownsChunks: true }).end(bytes);
    observer.scanned(bytes.length, direction);
    if (step.effects.length === 0) return { refused: undefined, bytes: step.bytes, findings: 0 };
    const findings = tell(step.effects, observer, direction);
    const refused = refusalIn(step.effects);
    return refused === undefined ? { refused, bytes: step.bytes, findings } : { refused, findings };
  } catch {
    // The error is not kept: a foreign message may quote what the engine choked on.
    return { refused: 'SLUICE_ENGINE_FAILED', findings: 0 };
  }
}

function tell(effects: readonly Effect[], observer: Observer, direction: Direction): number {
  let findings = 0;
  for (const effect of effects) {
    if (effect.kind !== 'finding') continue;
    findings++;
    observer.finding(effect.finding.entity, effect.action, direction);
  }
  return findings;
}

function refusalIn(effects: readonly Effect[]): ErrorCode | undefined {
  for (const effect of effects) if (effect.kind === 'refuse') return effect.code;
  return undefined;
}

/** Feeds a message to a stream in pieces and joins what comes out. */
import type { Effect, Engine, MessageMeta } from '../../src/engine/api.js';

export interface Outcome {
  readonly output: string;
  readonly effects: readonly Effect[];
}

/** `output` is Latin-1 so that a difference in any byte shows. */
export function runPieces(engine: Engine, meta: Partial<MessageMeta>, pieces: readonly Uint8Array[]): Outcome {
  const stream = engine.open(meta);
  const steps = [...pieces.map((piece) => stream.write(piece)), stream.end()];
  if (steps.some(({ effects }) => effects.some(({ kind }) => kind === 'refuse'))) throw new Error('the engine failed');
  return { output: Buffer.concat(steps.map(({ bytes }) => bytes)).toString('latin1'), effects: steps.flatMap(({ effects }) => effects) };
}

/** Feeds a message that is refused; returns what was found, and the code. Nothing may leave with the refusal or behind it. */
export function runRefused(engine: Engine, meta: Partial<MessageMeta>, pieces: readonly Uint8Array[]): string[] {
  const stream = engine.open(meta);
  const told: string[] = [];
  let isRefused = false;
  for (const step of [...pieces.map((piece) => () => stream.write(piece)), () => stream.end()]) {
    const { bytes, effects } = step();
    for (const effect of effects) told.push(effect.kind === 'finding' ? effect.finding.entity : effect.code);
    isRefused ||= effects.some(({ kind }) => kind === 'refuse');
    if (isRefused && bytes.length > 0) throw new Error('bytes left with or behind a refusal');
  }
  return told;
}

/** The message cut at these offsets. */
export function cutAt(message: Uint8Array, offsets: readonly number[]): Uint8Array[] {
  const bounds = [0, ...[...offsets].sort((a, b) => a - b), message.length];
  return bounds.slice(1).map((end, index) => message.slice(bounds[index], end));
}

export const singleBytes = (message: Uint8Array): Uint8Array[] => Array.from(message, (_, index) => message.slice(index, index + 1));

/** What must hold for every document: the promises of the README, said once as code. */
import type { Engine } from '../../src/engine/api.js';
import { codingsOf, Decoder } from '../../src/wire/coding.js';
import { inspect, type Inspected } from '../support/bodies.js';
import { cutAt, singleBytes } from '../support/cuts.js';
import { reveals } from '../support/oracle.js';
import type { Document } from './formats.js';

/** Longest body that is also sent byte by byte. */
const SINGLE_BYTES_MAX = 1500;
const LIMITS = { codingDepth: 3, codingRatio: 10_000, codingGraceBytes: 1 << 20, codingDecodedBytes: 1 << 26 };

/** The promise that is broken, in words; undefined when all are kept. `refused` counts documents of which nothing was let out. */
export async function broken(
  engine: Engine,
  document: Document,
  offsets: readonly number[],
  count?: (refused: boolean) => void,
): Promise<string | undefined> {
  const { contentType, pans, read } = document;
  const decoded = await decodedPieces(document.coding, [document.bytes]);
  const bytes = Buffer.concat(decoded);
  const whole = inspect(engine, contentType, [bytes]);
  count?.(whole.refused !== undefined);
  const inOne = sameAs(
    whole,
    inspect(engine, contentType, await decodedPieces(document.coding, cutAt(document.bytes, clamp(offsets, document.bytes)))),
  );
  if (inOne !== undefined) return `cut, ${inOne}`;
  const single = bytes.length > SINGLE_BYTES_MAX ? undefined : sameAs(whole, inspect(engine, contentType, singleBytes(bytes)));
  if (single !== undefined) return `byte by byte, ${single}`;
  if (whole.refused !== undefined) return undefined;
  const { output } = whole;
  const before = read(bytes);
  let after: readonly string[];
  try {
    after = read(output);
  } catch (error) {
    return `the output is not valid: ${error instanceof Error ? error.message : 'error'}`;
  }
  if (after.length !== before.length) return 'the output has other parts than the input';
  if (pans.some((pan) => reveals([...after, output.toString(), output.toString('latin1')], pan))) return 'a card can be read in the output';
  if (output.length > bytes.length) return 'the output is longer than the input';
  if (!isSplice(bytes, whole)) return 'bytes outside of the findings were touched';
  const again = inspect(engine, contentType, [output]);
  return again.output.equals(output) ? undefined : 'redacting twice is not redacting once';
}

const clamp = (offsets: readonly number[], bytes: Uint8Array): number[] => offsets.map((offset) => offset % (bytes.length + 1));

function sameAs(whole: Inspected, other: Inspected): string | undefined {
  if (whole.refused !== other.refused) return `another refusal: ${whole.refused ?? 'none'} and ${other.refused ?? 'none'}`;
  if (whole.refused !== undefined) return undefined;
  if (!whole.output.equals(other.output)) return 'other bytes';
  return JSON.stringify(whole.effects) === JSON.stringify(other.effects) ? undefined : 'other findings';
}

/** Characters of base64 that hold three bytes together: a finding ends where its last group begins. */
const GROUP = 4;

/** Whether the output is the input with each finding replaced by something no longer. */
function isSplice(input: Buffer, { output, effects }: Inspected): boolean {
  let positions = new Set([0]);
  let from = 0;
  const spans = effects.flatMap((effect) => (effect.kind === 'finding' ? [{ start: effect.finding.start, end: Math.min(input.length, effect.finding.end + GROUP) }] : [])); // prettier-ignore
  for (const { start, end } of [...spans.toSorted((a, b) => a.start - b.start), { start: input.length, end: input.length }]) {
    const gap = input.subarray(from, Math.max(from, start));
    const next = new Set<number>();
    for (const at of positions) {
      if (!output.subarray(at, at + gap.length).equals(gap)) continue;
      for (let length = 0; length <= end - Math.max(from, start); length++) next.add(at + gap.length + length);
    }
    positions = next;
    from = Math.max(from, end);
  }
  return positions.has(output.length);
}

/** What comes out of the decoder, piece by piece, as the proxy would get it. */
async function decodedPieces(coding: string | undefined, pieces: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const codings = codingsOf(coding, LIMITS.codingDepth) ?? [];
  if (codings.length === 0) return [...pieces];
  const out: Uint8Array[] = [];
  return new Promise((resolve, reject) => {
    const decoder = new Decoder(codings, LIMITS, {
      data: (chunk) => out.push(Uint8Array.from(chunk)) > 0,
      drain: () => undefined,
      end: () => resolve(out),
      fail: (code) => reject(new Error(code)),
    });
    for (const piece of pieces) decoder.write(piece);
    decoder.end();
  });
}

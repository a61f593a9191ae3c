/** Documents through the engine as a stream: findings with their line and column, and the redacted bytes, as they come. */
import type { ErrorCode } from '../base/errors.js';
import type { Finding, RedactionStream, Step } from '../engine/api.js';
import type { LineIndex, Position } from './lines.js';

/** Where the outcome goes. Awaited one after another, so a slow sink slows the reading. */
export interface Sink {
  bytes(bytes: Uint8Array): Promise<void>;
  finding(finding: Finding, position: Position): Promise<void>;
}

/** Scans one document. Returns the code of its refusal, if it was refused. */
export async function scanDocument(
  openStream: () => RedactionStream,
  chunks: AsyncIterable<Uint8Array>,
  index: LineIndex,
  sink: Sink,
): Promise<ErrorCode | undefined> {
  const stream = openStream();
  let read = 0;
  for await (const chunk of chunks) {
    index.add(chunk);
    read += chunk.length;
    const refused = await deliver(stream.write(chunk), 0, index, sink);
    if (refused !== undefined) return refused;
    index.settle(read - stream.held);
  }
  return deliver(stream.end(), 0, index, sink);
}

const LF = 0x0a;

/** Scans each line as a document of its own; offsets and lines still count from the start of the file. */
export async function scanLines(
  openStream: () => RedactionStream,
  chunks: AsyncIterable<Uint8Array>,
  index: LineIndex,
  sink: Sink,
): Promise<ErrorCode | undefined> {
  let stream = openStream();
  let base = 0;
  let written = 0;
  for await (const chunk of chunks) {
    index.add(chunk);
    let from = 0;
    for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, from)) {
      const line = chunk.subarray(from, at);
      const refused = (await deliver(stream.write(line), base, index, sink)) ?? (await deliver(stream.end(), base, index, sink));
      if (refused !== undefined) return refused;
      await sink.bytes(chunk.subarray(at, at + 1));
      written += line.length + 1;
      base = written;
      index.settle(base);
      from = at + 1;
      stream = openStream();
    }
    const rest = chunk.subarray(from);
    const refused = await deliver(stream.write(rest), base, index, sink);
    if (refused !== undefined) return refused;
    written += rest.length;
  }
  return deliver(stream.end(), base, index, sink);
}

async function deliver(step: Step, base: number, index: LineIndex, sink: Sink): Promise<ErrorCode | undefined> {
  for (const effect of step.effects) {
    if (effect.kind === 'refuse') return effect.code;
    const { finding } = effect;
    const placed = base === 0 ? finding : { ...finding, start: base + finding.start, end: base + finding.end };
    await sink.finding(placed, index.at(placed.start));
  }
  if (step.bytes.length > 0) await sink.bytes(step.bytes);
  return undefined;
}

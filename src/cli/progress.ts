/** A progress bar on stderr while a large file is read; nothing when stderr is not a terminal. */

/** Files below this are over before a bar could be read. */
const LARGE_BYTES = 67_108_864;
const WIDTH = 30;

export function createProgress(chunks: AsyncIterable<Uint8Array>, size: number | undefined): AsyncIterable<Uint8Array> {
  return size === undefined || size < LARGE_BYTES || !process.stderr.isTTY ? chunks : drawn(chunks, size);
}

async function* drawn(chunks: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let read = 0;
  let shown = -1;
  try {
    for await (const chunk of chunks) {
      yield chunk;
      read += chunk.length;
      const percent = Math.min(100, Math.floor((read / size) * 100));
      if (percent === shown) continue;
      shown = percent;
      const full = Math.round((percent / 100) * WIDTH);
      process.stderr.write(`\r[${'#'.repeat(full)}${' '.repeat(WIDTH - full)}] ${percent} %`);
    }
  } finally {
    process.stderr.write(`\r${' '.repeat(WIDTH + 8)}\r`);
  }
}

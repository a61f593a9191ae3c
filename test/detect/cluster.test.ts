import { expect, test } from 'vitest';
import { Cluster, nextDigit } from '../../src/detect/cluster.js';
import { randomOf } from './random.js';

const SPARE = 38;
const SEPARATORS = [' ', ' ', ' ', '\n', '-', ', ', ',,', '%20', '\\u0020', '\u00a0', '\u200b', 'a', '   - -', '"'];

function textOf(random: (below: number) => number): string {
  let text = '4';
  while (text.length < 900) {
    for (let left = 1 + random(6); left > 0; left--) text += random(300) === 0 ? '\\u0034' : String(random(10));
    text += random(400) === 0 ? '1'.repeat(330) : SEPARATORS[random(random(3) === 0 ? SEPARATORS.length : 4)];
  }
  return text;
}

/** All that a reading tells, from `group` on. */
function told(cluster: Cluster, group: number): unknown {
  const { first, groups, digits, next, isFull } = cluster;
  const from = first[group];
  const of = <T>(length: number, item: (index: number) => T): T[] => Array.from({ length }, (_, index) => item(index));
  return {
    next,
    isFull,
    sizes: of(groups - group, (i) => cluster.size(group + i)),
    gaps: of(groups - group - 1, (i) => [cluster.gaps[group + 1 + i], cluster.gapBits[group + 1 + i]]),
    digits: of(digits - from, (i) => [cluster.values[from + i], cluster.starts[from + i], cluster.end(from + i)]),
    isLuhn: of(Math.max(0, digits - from - 12), (i) => cluster.isLuhn(from + i, from + i + 12)),
  };
}

/** Regions that touch or overlap nothing, as the kernel reports them: where reading begins and what is enough. */
function regionsOf(bytes: Uint8Array, random: (below: number) => number): { start: number; end: number; limit: number }[] {
  const regions = [];
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(bytes.length, at + 1 + random(90));
    const start = nextDigit(bytes, at, end);
    if (start < end) regions.push({ start, end, limit: Math.min(bytes.length, end + 128) });
    at = end;
  }
  return regions;
}

test('going on from the last reading tells the same as reading anew', () => {
  const cluster = new Cluster();
  let goneOn = 0;
  for (let seed = 0; seed < 150; seed++) {
    const random = randomOf(seed);
    const bytes = Buffer.from(textOf(random));
    const view = { bytes, start: 0, end: bytes.length, serial: seed };
    const regions = regionsOf(bytes, random);
    const together = regions.map(({ start, end, limit }) => {
      const group = cluster.readOn(view, start, limit, end, SPARE);
      if (group > 0) goneOn++;
      return told(cluster, group);
    });
    const anew = regions.map(({ start, end, limit }) => {
      cluster.read(bytes, start, limit, end, SPARE);
      return told(cluster, 0);
    });
    expect(together).toEqual(anew);
  }
  expect(goneOn).toBeGreaterThan(100);
});

test('bytes of another view are read anew', () => {
  const cluster = new Cluster();
  const bytes = Buffer.from('4111 1111 1111 1111 '.repeat(10));
  const read = (serial: number, start: number): number =>
    cluster.readOn({ bytes, start: 0, end: bytes.length, serial }, start, bytes.length, start + 20, SPARE);
  expect([read(1, 0), read(1, 20), read(2, 40), read(2, 60)]).toEqual([0, 4, 0, 4]);
  cluster.read(bytes, 0, bytes.length);
  expect(read(2, 80)).toBe(0);
});

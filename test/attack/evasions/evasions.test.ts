/**
 * Every known way past a redacting proxy, sent for real through a whole Sluice. The stories stand in the tables beside this file, the
 * outcome in docs/evasions.md. Each way is tried with several cards and with a benign twin – letters in place of digits – which must
 * pass unchanged: a proxy that refuses everything would leak nothing either.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leaksIn } from '../../support/leaks.js';
import type { Way } from './evasion.js';
import { type Crossing, type Lab, openLab } from './lab.js';
import { isReadable } from './readable.js';
import { EVASIONS } from './table.js';

const CARDS = ['4111111111111111', '5555555555554444', '2223003122003222'] as const;
/** No hexadecimal letters, so that no dress turns them into digits of a number. */
const LETTERS = 'kmnpqrsuvwxyzhgj';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.stop());

test('the table has every number from 1 to 58 once, and no two ways of one name', () => {
  expect(EVASIONS.map(({ number }) => number)).toEqual(Array.from({ length: 58 }, (_, at) => at + 1));
  for (const { ways } of EVASIONS) expect(new Set(ways.map(({ name }) => name)).size).toBe(ways.length);
  expect(EVASIONS.filter(({ ways }) => ways.length === 0)).toEqual([]);
});

describe.each(EVASIONS)('$number $name', ({ ways }) => {
  test.each(ways)('$name', async (way) => {
    const readable: string[] = [];
    for (const card of CARDS) {
      for (const crossing of await lab.cross(way, card)) {
        if (isReadable(crossing.bytes, card)) readable.push(`…${card.slice(-4)} ${crossing.by}`);
        judge(way, crossing);
      }
    }
    if (isReadableByDesign(way)) expect(readable, 'no longer leaks: the table is to say so').not.toEqual([]);
    else expect(readable, 'readable on the other side').toEqual([]);
    for (const crossing of await lab.cross(way, LETTERS)) judgeTwin(way, crossing);
  });
});

const isReadableByDesign = ({ stands }: Way): boolean => typeof stands === 'object' && ('leaks' in stands || 'told' in stands);

function judge(way: Way, { by, code, bytes, sent, isTold }: Crossing): void {
  const { stands } = way;
  if (typeof stands === 'object' && 'refused' in stands) {
    expect(code, by).toBe(stands.refused);
    return;
  }
  expect(code, by).toBe('');
  if (typeof stands === 'object' && 'told' in stands) expect(isTold, `${by}: told as a finding`).toBe(true);
  if (stands !== 'masked') return;
  expect(bytes.length, by).toBeGreaterThan(0);
  // masked JSON is JSON
  if (way.over === 'body' && way.type?.includes('json') === true && sent !== undefined && isJson(sent))
    expect(isJson(bytes), `${by} is JSON no longer`).toBe(true);
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}

function judgeTwin(way: Way, { by, bytes, code, sent }: Crossing): void {
  if (way.twin === 'refused') {
    expect(code, `twin, ${by}`).not.toBe('');
    return;
  }
  expect(code, `twin, ${by}`).toBe('');
  if (way.twin === 'dropped') return;
  if (way.twin === 'unpacked') {
    expect(bytes.toString('latin1'), `twin, ${by}`).toContain(LETTERS);
    return;
  }
  if (sent !== undefined) expect(bytes.toString('latin1'), `twin, ${by}`).toBe(sent.toString('latin1'));
  else {
    const shows = 'shows' in way ? way.shows : way.over === 'url' || way.over === 'header' ? way.make : undefined;
    if (shows !== undefined) expect(bytes.toString('latin1'), `twin, ${by}`).toContain(Buffer.from(shows(LETTERS)).toString('latin1'));
  }
}

// Last, so that everything above has been said. A value in a log is a breach that outlives the connection it came over.
test('nothing that Sluice says about all this holds a card: log, refusals, metrics, coverage, status', async () => {
  const channels = await lab.sideChannels();
  for (const [name, text] of channels) {
    expect(text.length, name).toBeGreaterThan(100);
    expect(leaksIn(text), name).toEqual([]);
  }
});

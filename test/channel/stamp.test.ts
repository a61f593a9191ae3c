/** Time stamps and numbers as messages write them. */
import { expect, it } from 'vitest';
import { isTime, readStamp } from '../../src/channel/stamp.js';

const NOON = Date.UTC(2026, 4, 1, 12);

it.each([
  ['2026-05-01T12:00:00Z', NOON],
  ['2026-05-01T14:00:00.000+02:00', NOON],
  ['2026-05-01T14:00:00+0200', NOON],
  ['2026-05-01 12:00', NOON],
  ['2026-05-01T12:00:00,250Z', NOON + 250],
  [String(NOON), NOON],
  [String(NOON / 1000), NOON],
  [`${NOON / 1000}.25`, NOON + 250],
  [`${NOON}000`, NOON],
  [`/Date(${NOON})/`, NOON],
  ['17', 17],
])('%s', (text, expected) => expect(readStamp(text)).toBe(expected));

it.each(['', 'yesterday', '2026-13-45T99:00:00Z', '1.5e9', '-3', '01/05/2026', '2026-05-01'])('%s is none', (text) =>
  expect(readStamp(text)).toBeUndefined(),
);

it('tells times from numbers of a sequence', () => expect([NOON, 17].map(isTime)).toEqual([true, false]));

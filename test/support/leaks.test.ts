/** The scan of the log is only worth something when it finds what it looks for. */
import { expect, test } from 'vitest';
import { leaksIn } from './leaks.js';

const CARD = '4111111111111111';
const SPACED = '4111 1111 1111 1111';

test.each([
  ['plain', `{"msg":"card ${CARD}"}`],
  ['spaced', `card ${SPACED} declined`],
  ['part of it', `card 411111111111****`],
  ['dotted', '5555.5555.5555.4444'],
  ['percent-encoded', encodeURIComponent(CARD).replaceAll('1', '%31')],
  ['spaces percent-encoded', '/pay?card=4111%201111%201111%201111'],
  ['JSON escapes', CARD.replaceAll('1', '\\u0031')],
  ['HTML escapes', CARD.replaceAll('1', '&#49;')],
  ['hexadecimal', Buffer.from(`x${CARD}y`).toString('hex')],
  ['a Node buffer', `<Buffer ${Buffer.from(SPACED).toString('hex').replace(/../g, '$& ').trim()}>`],
  ['base64', Buffer.from(CARD).toString('base64')],
  ['base64, one byte in', Buffer.from(`"${CARD}"`).toString('base64')],
  ['base64, two bytes in', Buffer.from(`: ${SPACED}.`).toString('base64')],
  ['base64url', Buffer.from(`{"card":"${CARD}"}`).toString('base64url')],
])('%s is found', (_shape, text) => {
  expect(leaksIn(text)).not.toEqual([]);
});

test.each([
  '{"level":"info","time":"2026-01-01T11:11:11.111Z","exchange":"k3j-41","status":200,"requestBytes":41111,"responseBytes":111111}',
  'card ************1111',
  '',
])('%s is not', (text) => {
  expect(leaksIn(text)).toEqual([]);
});

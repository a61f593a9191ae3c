/** permessage-deflate on each side by itself, with `ws` as both peers. */
import { expect, test } from 'vitest';
import { answerTo, judgeAnswer } from '../../src/proxy/websocket-deflate.js';
import { CARD, MASKED, useDesks } from '../support/desks.js';

const desks = useDesks();
const LONG = `card ${CARD} ${'thanks for calling '.repeat(200)}`;

test.each([
  [true, true],
  [true, false],
  [false, true],
])('messages are inflated, masked and deflated again (downstream %s, upstream %s)', async (downstreamMay, upstreamMay) => {
  await desks.start({ perMessageDeflate: { threshold: 0 } }, undefined, { deflates: { downstream: downstreamMay, upstream: upstreamMay } });
  const { downstream, crm } = await desks.pair();
  expect(downstream.ws.extensions).toBe(downstreamMay ? 'permessage-deflate' : '');
  expect(crm.ws.extensions).toBe(upstreamMay ? 'permessage-deflate' : '');
  for (const text of [LONG, 'short', '', LONG]) {
    downstream.ws.send(text);
    crm.ws.send(text);
  }
  const expected = [LONG.replace(CARD, MASKED), 'short', '', LONG.replace(CARD, MASKED)];
  expect((await crm.received(4)).map(({ text }) => text)).toEqual(expected);
  expect((await downstream.received(4)).map(({ text }) => text)).toEqual(expected);
});

test.each([
  ['permessage-deflate', true],
  ['permessage-deflate; client_max_window_bits', true],
  ['permessage-deflate; client_max_window_bits=10; server_no_context_takeover', true],
  ['permessage-deflate; server_max_window_bits=10, permessage-deflate', true],
  ['permessage-deflate; server_max_window_bits=10', false],
  ['x-webkit-deflate-frame', false],
  [undefined, false],
])('an offer of %s suits: %s', (offer, suits) => {
  expect(answerTo(offer) !== undefined).toBe(suits);
});

test.each([
  [undefined, 'plain'],
  ['permessage-deflate; server_no_context_takeover; client_no_context_takeover', 'deflate'],
  ['permessage-deflate; server_no_context_takeover; server_max_window_bits=12', 'deflate'],
  ['permessage-deflate', 'wrong'],
  ['permessage-deflate; server_no_context_takeover; client_max_window_bits=10', 'wrong'],
  ['permessage-deflate; server_no_context_takeover, permessage-deflate', 'wrong'],
  ['other', 'wrong'],
])('an answer of %s is %s', (answer, judged) => {
  expect(judgeAnswer(answer)).toBe(judged);
});

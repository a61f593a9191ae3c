/**
 * Short sessions of real clients and servers through the real proxy, with conversations followed: nothing is lost, moved or changed, and no card is
 * seen, whole or in pieces, while the connection is cut. The long ones are `npm run bench -- --only sessions`.
 */
import { expect, test } from 'vitest';
import { loadRules } from '../../../src/ruleset/load.js';
import { keeperOf } from '../../support/conversations.js';
import { engine } from '../../support/engine.js';
import { ALL_PEERS } from '../../support/sessions/all.js';
import { runSession } from '../../support/sessions/session.js';
import { sluiceTo } from '../../support/sluice.js';

const rules = await loadRules();
const messages = 96;

test.each(ALL_PEERS)('$name', async (peers) => {
  const through = async ({ origin, pathname }: URL): Promise<URL> => {
    const sluice = await sluiceTo(new URL(origin), { engine, conversations: keeperOf(rules) });
    return new URL(pathname, sluice.url);
  };
  const report = await runSession(peers, { messages, cuts: 2, seed: 7, through });
  expect(report).toEqual({
    arrived: 2 * messages,
    acknowledged: messages,
    cuts: 2,
    errors: [],
    lost: 0,
    misplaced: 0,
    changed: 0,
    leaks: 0,
  });
});

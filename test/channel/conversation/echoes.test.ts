/**
 * What was sent comes back as itself, once. Story: an agent's message came back under the identifier it was sent with, was known by that, and left its
 * digits to the customer, whose next five equal ones were taken for the echo and counted nothing.
 */
import { describe, expect, test } from 'vitest';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { Chat, type Line } from '../../support/conversations.js';
import { rules } from '../../support/rules.js';

const reader = new UtteranceReader(rules.rules);

/** How many digits are seen of what comes in. */
function seenOf(lines: readonly Line[]): number {
  const chat = new Chat(rules, reader);
  const seen = lines.map((line) => chat.say(line));
  return seen
    .filter((_, i) => lines[i].isSent !== true)
    .join('')
    .replace(/\D/g, '').length;
}

const REST: readonly Line[] = ['55555', '55555', '4', '444'].map((text, i) => ({ text, author: 'customer', id: `c${i}` }));

describe('the echo of a message that was sent', () => {
  test.each<[string, string | undefined, string | undefined]>([
    ['comes back under its own identifier', 'a1', 'a1'],
    ['comes back without one', 'a1', undefined],
    ['is given one on its way', undefined, 'a1'],
  ])('%s, and nothing else is taken for it', (_, sentAs, comesAs) => {
    const order = '555.55';
    const sent: Line = { text: order, author: 'agent', isSent: true, id: sentAs };
    const back: Line = { text: order, author: 'agent', id: comesAs };
    expect(seenOf([sent, back, ...REST])).toBeLessThanOrEqual(8);
  });

  test('shows as it was sent, and comes back again as often as one likes', () => {
    const chat = new Chat(rules, reader);
    chat.say({ text: '482 913 77', author: 'agent', isSent: true });
    for (let time = 0; time < 4; time++) expect(chat.say({ text: '482 913 77', author: 'agent', id: 'a1' })).toBe('482 913 77');
  });
});

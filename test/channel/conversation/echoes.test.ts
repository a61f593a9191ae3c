/**
 * What was sent comes back as itself, once. Story: an agent's message came back under the identifier it was sent with, was known by that, and left its
 * digits to the customer, whose next five equal ones were taken for the echo and counted nothing.
 */
import { describe, expect, test } from 'vitest';
import { Echoes } from '../../../src/channel/conversation/echoes.js';
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

/**
 * Found by random chats of several connections, with echoes and histories in between. Story: what came again without anybody knowing it for the same counted once
 * more, completed a number before its time, and the rest of the card was seen as the beginning of another.
 */
describe('what may have come again', () => {
  const customer = (id: string, text: string): Line => ({ id, text, author: 'customer' });

  test('under an identifier that has come often: a number goes on without it as well', () => {
    const parts = ['it is 62 please', 'and then 055', 'dann 0', 'et puis 0 ...', 'dann 000.', 'bitte 0.0', '0000'].map((text, i) =>
      customer(`m${i}`, text),
    );
    const live = parts.flatMap((line) => [line, line]); // two connections of one caller
    const chat = new Chat(rules, reader);
    for (const line of [...live, ...parts]) chat.say(line);
    expect(['it is 00', '4'].map((text, i) => chat.say(customer(`n${i}`, text)))).toEqual(['it is **', '*']);
  });

  test('the same digit over and over is nobody’s echo', () => {
    const lines: Line[] = [
      { text: 'et puis 5-duplo cinco-cinq-5.', author: 'agent', isSent: true, id: 'tmp1' },
      customer('m1', 'fünf and'),
      customer('m2', 'ok: dubbel fem, fem, fem, fem'),
    ];
    const chat = new Chat(rules, reader);
    expect(lines.map((line) => chat.say(line)).at(-1)).toBe('ok: ****** ***, ***, ***, ***');
  });

  const by = (author: string, exchange?: string) => ({ author, exchange });
  test.each([
    ['many digits, once', [4, 8, 2, 9, 1], by('customer'), ['sure', 'new']],
    ['few digits', [1, 1], by('agent'), ['doubtful', 'doubtful']],
    ['a digit over and over, from somebody else', [5, 5, 5, 5, 5], by('customer'), ['doubtful', 'doubtful']],
    ['a digit over and over, from the same', [5, 5, 5, 5, 5], by('agent'), ['sure', 'new']],
    ['few digits in the answer to them', [1, 1], by('agent', 'x1'), ['sure', 'new']],
  ])('%s', (_, digits, whose, found) => {
    const echoes = new Echoes();
    echoes.sent(digits, by('agent', 'x1'), 0);
    expect(found.map(() => echoes.find(digits, whose, 1_000) ?? 'new')).toEqual(found);
  });
});

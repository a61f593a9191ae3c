/**
 * The story: a customer pastes something long into the chat – a page of numbers, a list of test cards, "four to for four to for". Each text is
 * read in one go: where the work grew with the square of the digits, one message of 50 KB held up all agents for twenty seconds, and one of
 * a few hundred thousand digits ended its connection with a fault of ours.
 */
import { describe, expect, test } from 'vitest';
import { Ledgers } from '../../src/channel/conversation/ledgers.js';
import { UtteranceReader } from '../../src/channel/conversation/utterance.js';
import { hiddenBy } from '../../src/channel/digits.js';
import { Said } from '../../src/channel/said.js';
import { planOf } from '../../src/channel/spec.js';
import { loadRules } from '../../src/ruleset/load.js';
import { channelOf, through } from '../support/channel.js';

const rules = await loadRules();
const reader = new UtteranceReader(rules.rules);
const ledgers = new Ledgers(rules.card.pan.brands);
const conversations = { judge: (utterances: Parameters<Ledgers['judge']>[0]) => ledgers.judge(utterances, 0) };

let connections = 0;

/** What a chat of one message leaves. */
function chat(message: string): Promise<string> {
  const { listening } = planOf({});
  const connection = `connection ${connections++}`;
  return through(channelOf({ said: listening && new Said(listening, { reader, conversations, scope: 'crm', connection }) }), message);
}

describe('a long message', () => {
  test.each([
    ['words that sound like digits', 'four to for ', 5_000, /^(?:\*{4} (?:to|\*{2}) (?:for|\*{3}) )+$/],
    ['card numbers', '4111111111111111 ', 6_000, /^(?:\*{12}1111 )+$/],
    ['single digits', '4 ', 150_000, /^(?:\* )+$/],
  ])('of %s passes', async (_name, words, times, behind) => {
    const left = await chat(words.repeat(times));
    expect(left).toHaveLength(words.length * times);
    expect(left.slice(-3 * words.length)).toMatch(behind);
  });

  test('of white space is no slower to be told what it is', async () => {
    expect(await chat(' '.repeat(900_000) + '{"card":"4111 1111 1111 1111"}')).toContain('{"card":"**** **** **** 1111"}');
  });
});

test('digits are hidden by the replacement that stands on them, and by no other', () => {
  const text = { start: 10, offsets: undefined } as Parameters<typeof hiddenBy>[1];
  const bytes = new Uint8Array(0);
  const digits = { from: Int32Array.of(0, 2, 4, 6, 9), to: Int32Array.of(1, 3, 5, 9, 10) } as Parameters<typeof hiddenBy>[2];
  const splices = [
    { start: 0, end: 10, bytes },
    { start: 12, end: 14, bytes },
    { start: 15, end: 16, bytes },
    { start: 17, end: 18, bytes },
    { start: 18, end: 18, bytes },
  ];
  expect([...hiddenBy(splices, text, digits)]).toEqual([0, 1, 0, 1, 0]);
  expect([...hiddenBy([], text, digits)]).toEqual([0, 0, 0, 0, 0]);
});

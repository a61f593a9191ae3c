/**
 * A card in random pieces, and its history in random pages: of a message that was live, no digit is shown again that was not shown then; of a
 * number that never was, no more than of one that is dictated.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/base/limits.js';
import { Ledgers } from '../../../src/channel/conversation/ledgers.js';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import type { Engine } from '../../../src/engine/api.js';
import { openChannel, voiceOf } from '../../../src/proxy/live.js';
import { openRoute } from '../../../src/proxy/route.js';
import { loadRules } from '../../../src/ruleset/load.js';
import { engine } from '../../support/engine.js';

const rules = await loadRules();
const reader = new UtteranceReader(rules.rules);
const CARDS = ['4111111111111111', '5555555555554444', '2223003122003222', '378282246310005'];
const BUDGET = 8;

interface Message {
  readonly id: string;
  readonly author: string;
  readonly text: string;
  readonly seq: number;
}

/** How pages are written. */
interface Style {
  readonly newestFirst: boolean;
  readonly hasStamps: boolean;
}

const destination = { upstream: undefined as never, origins: [new URL('http://127.0.0.1')] };
const route = openRoute({ name: 'crm', hosts: [], path: '/', upstream: 'crm' }, destination, { ...LIMITS });

/** A place where messages of one conversation pass: live, one by one, and in bodies. */
interface Place {
  live(message: Message): string;
  page(messages: readonly Message[], style: Style): Map<string, string>;
}

function place(through: Engine = engine): Place {
  const ledgers = new Ledgers(rules.card.pan.brands);
  let nowMs = 0;
  const keeper = { reader, conversations: { judge: (all: Parameters<Ledgers['judge']>[0]) => ledgers.judge(all, (nowMs += 500)) } };
  const talk = { route, keeper, tenant: undefined, exchange: 'one' };
  const handshake = { carrier: 'websocket', path: '/live', subprotocol: undefined } as const;
  const channel = openChannel({ ...talk, handshake, current: () => through });
  const live = (message: Message): string => {
    const passed = channel.pass('response', Buffer.from(JSON.stringify({ chatId: 7, ...message })), false);
    if ('then' in passed || passed.refused !== undefined) throw new Error('no answer');
    return (JSON.parse(Buffer.from(passed.bytes).toString()) as Message).text;
  };
  const common = { ...talk, path: '/chats/7/messages', mayBePoll: false, engine: through } as const;
  const page: Place['page'] = (messages, { newestFirst, hasStamps }) => {
    const list = messages.map(({ seq, ...rest }) => (hasStamps ? { seq, ...rest } : rest));
    const voice = voiceOf({ ...common, contentType: 'application/json', format: 'json', use: 'asset' });
    const passed = voice?.open('json').pass('response', Buffer.from(JSON.stringify(newestFirst ? list.reverse() : list)), false);
    if (passed === undefined || 'then' in passed || passed.refused !== undefined) throw new Error('no answer');
    const left = JSON.parse(Buffer.from(passed.bytes).toString()) as Message[];
    return new Map(left.map(({ id, text }) => [id, text]));
  };
  return { live, page };
}

/** The digits of a card over messages, with others between them that say nothing. */
const dictation = fc
  .record({
    card: fc.constantFrom(...CARDS),
    cuts: fc.uniqueArray(fc.integer({ min: 1, max: 14 }), { maxLength: 7 }),
    fillers: fc.array(fc.constantFrom('', '', 'ok', 'wait please', 'thanks'), { minLength: 9, maxLength: 9 }),
    authors: fc.array(fc.constantFrom('customer', 'customer', 'agent'), { minLength: 9, maxLength: 9 }),
  })
  .map(({ card, cuts, fillers, authors }) => {
    const from = [0, ...cuts.sort((a, b) => a - b)];
    const texts = from.flatMap((start, i) => [card.slice(start, from[i + 1]), fillers[i]]).filter((text) => text !== '');
    return texts.map((text, seq): Message => ({ id: `m${seq}`, author: authors[seq % 9], text, seq }));
  });

const pages = fc.array(fc.record({ from: fc.nat(14), count: fc.integer({ min: 1, max: 6 }), newestFirst: fc.boolean() }), {
  maxLength: 12,
});
const digitsIn = (texts: Iterable<string>): number => [...texts].join('').replaceAll(/\D/g, '').length;

describe('random pages of random pieces', () => {
  it('of messages that were live show no digit that live did not', () => {
    const property = fc.property(dictation, pages, fc.boolean(), (messages, wanted, hasStamps) => {
      const { live: say, page } = place();
      const live = new Map(messages.map((message) => [message.id, say(message)]));
      for (const { from, count, newestFirst } of wanted)
        for (const [id, text] of page(messages.slice(from, from + count), { newestFirst, hasStamps })) expect(text).toBe(live.get(id));
      expect(digitsIn(live.values())).toBeLessThanOrEqual(BUDGET);
    });
    fc.assert(property, { numRuns: 120 });
  });

  it('of messages that never were show no more than of one number', () => {
    const property = fc.property(dictation, pages, (messages, wanted) => {
      const { page } = place();
      const seen = new Map<string, string>();
      for (const { from, count, newestFirst } of [...wanted, { from: 0, count: 99, newestFirst: false }])
        for (const [id, text] of page(messages.slice(from, from + count), { newestFirst, hasStamps: true })) {
          expect(text).toBe(seen.get(id) ?? text);
          seen.set(id, text);
        }
      expect(digitsIn(seen.values())).toBeLessThanOrEqual(BUDGET);
    });
    fc.assert(property, { numRuns: 120 });
  });

  it('without stamps, as long as a page has more than one message', () => {
    const property = fc.property(dictation, fc.integer({ min: 2, max: 5 }), fc.boolean(), fc.boolean(), (messages, size, isBackwards, newestFirst) => {
      const { page } = place();
      const spoken = messages.filter(({ text }) => /\d/.test(text));
      const starts = Array.from({ length: Math.ceil(spoken.length / size) }, (_, i) => Math.max(0, Math.min(i * size, spoken.length - 2)));
      const seen = new Map<string, string>();
      for (const from of isBackwards ? starts.reverse() : starts)
        for (const [id, text] of page(spoken.slice(from, from + size), { newestFirst, hasStamps: false })) seen.set(id, text);
      expect(digitsIn(seen.values())).toBeLessThanOrEqual(BUDGET);
    }); // prettier-ignore
    fc.assert(property, { numRuns: 120 });
  });
});

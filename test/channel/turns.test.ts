/**
 * The story: one desktop pasted a megabyte of numbers into a chat, and every other agent of the process waited until all of it was read. Long messages
 * go in turns; nothing else about them is different. Here turns are counted, never time.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import type { Channel, ChannelOptions, Passed } from '../../src/channel/channel.js';
import { Ledgers } from '../../src/channel/conversation/ledgers.js';
import { UtteranceReader } from '../../src/channel/conversation/utterance.js';
import { documentFraming } from '../../src/channel/framing/document.js';
import { Said } from '../../src/channel/said.js';
import { type ChannelSpec, planOf } from '../../src/channel/spec.js';
import { Lane } from '../../src/proxy/overload/lane.js';
import { channelOf } from '../support/channel.js';
import { cardEngine, engine } from '../support/engine.js';
import { rules } from '../support/rules.js';

const CARD = '4111 1111 1111 1111';
const LONG = LIMITS.liveSliceBytes;
const reader = new UtteranceReader(rules.rules);
/** One piece of work in each turn of the event loop. */
const slow = (): Lane => new Lane(0);

/** A channel of a conversation of its own. */
function chat(options: Partial<ChannelOptions> = {}, spec: ChannelSpec = {}): Channel {
  const ledgers = new Ledgers(rules.card.pan.brands);
  const conversations = { judge: (utterances: Parameters<Ledgers['judge']>[0]) => ledgers.judge(utterances, 0) };
  const { listening } = planOf(spec);
  return channelOf({ said: listening && new Said(listening, { reader, conversations, scope: 'crm', connection: 'one' }), ...options });
}

const told = ({ bytes, ...rest }: Passed): object => ({ ...rest, text: Buffer.from(bytes).toString('latin1') });
const say = (channel: Channel, text: string): Passed | Promise<Passed> => channel.pass('request', Buffer.from(text), false);

/** Longer than a slice, of what is dear, hidden, told and refused. */
const PARTS = [
  `${CARD} `,
  'four one one one ',
  'to for ',
  'the parcel is on its way and will arrive on Thursday, ',
  '2024-05-17 129.90 ',
  '(0)',
  '4 1 1 1 ',
  '🙂 ',
  'x1y2z3a4b5c6d7e8f9A0B1C2D3E4F5G6H7 ',
  'what is the cvv? 123 ',
];
const text = fc
  .tuple(fc.array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 2 * LONG }))
  .map(([parts, length]) => parts.join('').repeat(length).slice(0, length));
const document = fc
  .array(fc.record({ id: fc.constantFrom('a', 'b', 'c'), author: fc.constantFrom('x', 'y'), text, typing: fc.boolean() }), { maxLength: 3 })
  .map((messages) => JSON.stringify({ messages, rest: 'x'.repeat(LONG) }));

describe('a long message in turns', () => {
  test.each<[string, ChannelSpec]>([
    ['as it is', {}],
    ['with drafts and interim results masked', { typing: 'mask', interim: 'mask' }],
  ])(
    'leaves as it does at once, and so does what is said behind it: %s',
    async (_name, spec) => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(text, document), fc.boolean(), async (message, isDocument) => {
          const framing = isDocument ? { framing: documentFraming('json') } : {};
          const [atOnce, inTurns] = [chat(framing, spec), chat({ ...framing, lane: slow() }, spec)];
          for (const said of [message, '{"text":"4111 11"}', message, '{"text":"11 1111 1111"}'])
            expect(told(await say(inTurns, said))).toEqual(told(await say(atOnce, said)));
        }),
        { numRuns: 8 },
      );
    },
    60_000,
  );

  test('short messages of others go through meanwhile, those behind it wait', async () => {
    const lane = slow();
    const [one, other] = [chat({ lane }), chat({ lane })];
    const order: string[] = [];
    const long = say(one, '4 1 1 '.repeat(LONG));
    const behind = say(one, 'behind');
    expect(long).toBeInstanceOf(Promise);
    expect(behind).toBeInstanceOf(Promise);
    const done = [Promise.resolve(long).then(() => order.push('long')), Promise.resolve(behind).then(() => order.push('behind'))];
    for (let turn = 0; turn < 5; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      expect(say(other, 'short')).not.toBeInstanceOf(Promise);
      expect(one.pass('response', Buffer.from('the other way'), false)).not.toBeInstanceOf(Promise);
      order.push('short');
    }
    await Promise.all(done);
    expect(order).toEqual([...Array<string>(5).fill('short'), 'long', 'behind']);
  });

  test('is answered at once where its turn has room for all of it', () => {
    const passed = say(chat({ lane: new Lane(Infinity) }), `${CARD}, `.repeat(LONG));
    expect(passed).not.toBeInstanceOf(Promise);
  });

  test('is refused where it would be, and the engine that it began with is that of its end', async () => {
    let current = engine;
    const channel = chat({ lane: slow(), current: () => current });
    const text = `mail to jane.doe@example.com, ${CARD}, `.repeat(LONG / 16);
    const before = told(await say(channel, text));
    const under = say(channel, text);
    current = cardEngine;
    expect(told(await under)).toEqual(before);
    expect(told(await say(channel, text))).not.toEqual(before);
    const deep = chat({ lane: slow() });
    expect(await say(deep, '['.repeat(2 * LONG))).toMatchObject({ refused: 'SLUICE_NESTING_TOO_DEEP', sends: false });
  });

  test('is not inspected to its end where nobody waits for it, and what fails is refused', async () => {
    let pieces = 0;
    const counted = new (class extends Lane {
      override wait(work: () => void): void {
        super.wait(() => {
          pieces++;
          work();
        });
      }
    })(0);
    const channel = chat({ lane: counted });
    const given = say(channel, `${CARD}, `.repeat(LONG));
    channel.stop();
    expect(await given).toEqual({ bytes: new Uint8Array(), sends: false, effects: [], refused: 'SLUICE_ENGINE_FAILED' });
    expect(pieces).toBe(1);
    const broken = {
      ...engine,
      *inspectInTurns() {
        yield;
        throw new Error('broken');
      },
    } as typeof engine;
    expect(await say(chat({ lane: slow(), current: () => broken }), 'x'.repeat(2 * LONG))).toMatchObject({
      refused: 'SLUICE_ENGINE_FAILED',
    });
    const silent = { judge: () => Promise.reject(new Error('away')) };
    const { listening } = planOf({});
    const said = listening && new Said(listening, { reader, conversations: silent, scope: 'crm', connection: 'one' });
    expect(await say(chat({ lane: slow(), said }), `${CARD}, `.repeat(LONG))).toMatchObject({ refused: 'SLUICE_CONVERSATION_UNAVAILABLE' });
  });
});

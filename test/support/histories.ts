/** A place where messages of one conversation pass: live, one by one, and in bodies of its address. */
import type { ErrorCode } from '../../src/base/errors.js';
import { LIMITS } from '../../src/base/limits.js';
import { Ledgers } from '../../src/channel/conversation/ledgers.js';
import { UtteranceReader } from '../../src/channel/conversation/utterance.js';
import { openChannel, voiceOf } from '../../src/proxy/live.js';
import { Lane } from '../../src/proxy/overload/lane.js';
import { openRoute } from '../../src/proxy/route.js';
import { loadRules } from '../../src/ruleset/load.js';
import { engine } from './engine.js';

const rules = await loadRules();
const reader = new UtteranceReader(rules.rules);
const destination = { upstream: undefined as never, origins: [new URL('http://127.0.0.1')] };
const route = openRoute({ name: 'crm', hosts: [], path: '/', upstream: 'crm' }, destination, { ...LIMITS });

export interface Message {
  readonly id?: string | undefined;
  readonly author?: string | undefined;
  readonly text: string;
  readonly seq?: number | undefined;
}

export interface Place {
  /** What is seen of a message that is pushed. */
  live(message: Message): string;
  /** What is seen of messages in one answer, in their order. */
  page(messages: readonly Message[]): string[];
  /** What goes up of a message that is posted, and what comes back when it is answered under an identifier. */
  post(text: string, id: string): { sent: string; answered: string };
  /** Milliseconds since the beginning; half a second goes by with each message or body. */
  nowMs: number;
}

export function place(): Place {
  const ledgers = new Ledgers(rules.card.pan.brands);
  const judge = (all: Parameters<Ledgers['judge']>[0]) => ledgers.judge(all, (self.nowMs += 500));
  const keeper = { reader, conversations: { judge } };
  const lane = new Lane(Infinity); // nobody waits for a turn
  const talk = { route, keeper, tenant: undefined, lane };
  const handshake = { carrier: 'websocket', path: '/live', subprotocol: undefined } as const;
  const channel = openChannel({ ...talk, handshake, current: () => engine, caller: 'one', seat: () => 'one' });
  let exchanges = 0;
  const body = (use: 'upload' | 'asset', document: object, exchange = `x${++exchanges}`): string => {
    const polled = {
      ...talk,
      path: '/chats/7/messages',
      mayBePoll: false,
      isResource: true,
      caller: () => undefined,
      engine,
      contentType: 'application/json',
      exchange,
    } as const;
    const voice = voiceOf({ ...polled, format: 'json', use });
    return left(voice?.open('json').pass(use === 'upload' ? 'request' : 'response', Buffer.from(JSON.stringify(document)), false));
  };
  const textIn = (json: string): string => (JSON.parse(json) as Message).text;
  const self: Place = {
    nowMs: 0,
    live: (message) => textIn(left(channel.pass('response', Buffer.from(JSON.stringify({ chatId: 7, ...message })), false))),
    page: (messages) => (JSON.parse(body('asset', messages)) as Message[]).map(({ text }) => text),
    post(text, id) {
      const exchange = `x${++exchanges}`;
      const sent = textIn(body('upload', { text }, exchange));
      return { sent, answered: textIn(body('asset', { id, text: sent }, exchange)) };
    },
  };
  return self;
}

interface Left {
  readonly bytes: Uint8Array;
  readonly refused?: ErrorCode | undefined;
}

function left(passed: Left | Promise<Left> | undefined): string {
  if (passed === undefined || 'then' in passed) throw new Error('no answer');
  return passed.refused ?? Buffer.from(passed.bytes).toString();
}

/** Dialogues through a channel as the proxy opens it: what of them is masked because of what was said before, and what of cards is seen. */
import { Channel } from '../../../src/channel/channel.js';
import { Ledgers } from '../../../src/channel/conversation/ledgers.js';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { PLAIN } from '../../../src/channel/framing/plain.js';
import { Said } from '../../../src/channel/said.js';
import { planOf } from '../../../src/channel/spec.js';
import type { Engine } from '../../../src/engine/api.js';
import type { Ruleset } from '../../../src/ruleset/compile.js';
import type { Dialogue, Line, Part, PartKind } from './dialogue.js';

/** A message as it left, and as it would have left without the conversation; characters stay where they are. */
export interface Left {
  readonly line: Line;
  readonly text: string;
  readonly alone: string;
}

/** What became of a dialogue. */
export interface Played {
  readonly left: readonly Left[];
  /** For each part that is to stay, and for the words of each message: whether any character of it was masked by the conversation. */
  readonly kept: readonly { readonly kind: PartKind | 'words'; readonly isMasked: boolean }[];
  /** Digits that were seen of a card in pieces, and how many may be; undefined without one. */
  readonly card?: { readonly visible: number; readonly limit: number };
  /** Codes and dates of cards, and how many of them were seen. */
  readonly codes: number;
  readonly codesSeen: number;
}

const MESSAGE_MS = 20_000;
const CARD_LIMIT = 8;
const SHORT_CARD_LIMIT = 6;
const SHORT_CARD_DIGITS = 15;

const isSecret = ({ kind }: Part): boolean => kind === 'cvc' || kind === 'expiry';

export class Player {
  readonly #engine: Engine;
  readonly #rules: Ruleset;
  readonly #reader: UtteranceReader;

  constructor(engine: Engine, rules: Ruleset) {
    this.#engine = engine;
    this.#rules = rules;
    this.#reader = new UtteranceReader(rules.rules);
  }

  async play({ lines }: Dialogue): Promise<Played> {
    const [followed, single] = [this.#channel(true), this.#channel(false)];
    const left: Left[] = [];
    for (const line of lines) left.push({ line, text: await said(followed, line), alone: await said(single, line) });
    const codes = left.flatMap(({ line, text }) => line.parts.filter(isSecret).map((part) => /\d/.test(text.slice(part.start, part.end))));
    return { left, kept: left.flatMap(keptOf), ...cardOf(left), codes: codes.length, codesSeen: codes.filter(Boolean).length };
  }

  #channel(isFollowed: boolean): Channel {
    const { listening } = planOf();
    const ledgers = new Ledgers(this.#rules.card.pan.brands);
    let nowMs = 0;
    const conversations = { judge: (all: Parameters<Ledgers['judge']>[0]) => ledgers.judge(all, (nowMs += MESSAGE_MS)) };
    const listener = { reader: this.#reader, conversations, scope: 'bench', connection: 'one' };
    return new Channel({
      framing: PLAIN,
      handshake: { carrier: 'websocket', path: '/chat', subprotocol: undefined },
      current: () => this.#engine,
      passesUnread: () => false,
      said: isFollowed && listening !== undefined ? new Said(listening, listener) : undefined,
    });
  }
}

/** The text of a line as it leaves. */
async function said(channel: Channel, { author, text }: Line): Promise<string> {
  const message = Buffer.from(JSON.stringify({ conversationId: 'c', author, text }));
  const { bytes, refused } = await channel.pass(author === 'agent' ? 'request' : 'response', message, false);
  if (refused !== undefined) throw new Error(`a message was refused: ${refused}`);
  return (JSON.parse(Buffer.from(bytes).toString()) as { text: string }).text;
}

function keptOf({ line, text, alone }: Left): { kind: PartKind | 'words'; isMasked: boolean }[] {
  const isMasked = (at: number): boolean => text[at] !== alone[at] || text.length !== alone.length;
  const parts = line.parts.filter((part) => part.kind !== 'card' && !isSecret(part));
  const isWord = (at: number): boolean => line.parts.every(({ start, end }) => at < start || at >= end);
  const all = Array.from(line.text, (_, at) => at);
  return [
    ...parts.map(({ kind, start, end }) => ({ kind, isMasked: all.slice(start, end).some(isMasked) })),
    { kind: 'words', isMasked: all.some((at) => isWord(at) && isMasked(at)) },
  ];
}

/** Digits and words of the card that are seen. What is given whole in one message is the engine's. */
function cardOf(left: readonly Left[]): Pick<Played, 'card'> {
  const pieces = left.flatMap(({ line, text }) => line.parts.filter(({ kind }) => kind === 'card').map((part) => ({ line, text, part })));
  if (pieces.length < 2) return {};
  let digits = 0;
  let visible = 0;
  for (const { line, text, part } of pieces) {
    for (const { 0: digit, index } of line.text.slice(part.start, part.end).matchAll(/\d|\p{L}+/gu)) {
      const at = part.start + index;
      digits++;
      if (text.slice(at, at + digit.length) === digit) visible++;
    }
  }
  return { card: { visible, limit: digits <= SHORT_CARD_DIGITS ? SHORT_CARD_LIMIT : CARD_LIMIT } };
}

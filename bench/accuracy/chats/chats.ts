/** Plays the dialogues of a plan and counts what was masked that should not be, and what was seen that should not be. */
import type { Engine } from '../../../src/engine/api.js';
import type { Ruleset } from '../../../src/ruleset/compile.js';
import type { Table } from '../../harness/table.js';
import type { Bar } from '../bars.js';
import { KINDS, type Context, type PartKind } from './dialogue.js';
import { makeDialogue, WRITTEN } from './make.js';
import { Player } from './play.js';

type Kind = PartKind | 'words';
const CONTEXTS: readonly Context[] = ['first', 'ordinary', 'payment'];
const KEPT: readonly Kind[] = ['words', ...KINDS.filter((kind) => kind !== 'card' && kind !== 'cvc' && kind !== 'expiry')];

interface Count {
  cases: number;
  masked: number;
}

/** Outcomes of all dialogues of a run. */
export interface ChatOutcomes {
  readonly dialogues: number;
  readonly written: number;
  readonly messages: number;
  /** By context and kind. */
  readonly kept: Readonly<Record<Context, Partial<Record<Kind, Count>>>>;
  readonly cards: number;
  /** Most digits that were seen of a card in pieces, and cards of which too many were. */
  readonly mostSeen: number;
  readonly leaks: number;
  readonly codes: number;
  readonly codesSeen: number;
}

/** `per` dialogues that are made for each context, and those written by hand. */
export async function runChats(engine: Engine, rules: Ruleset, seed: number, per: number): Promise<ChatOutcomes> {
  const player = new Player(engine, rules);
  const made = CONTEXTS.flatMap((context) => Array.from({ length: per }, (_, index) => makeDialogue(seed, context, index)));
  const outcomes = { dialogues: 0, written: WRITTEN.length, messages: 0, cards: 0, mostSeen: 0, leaks: 0, codes: 0, codesSeen: 0 };
  const kept: ChatOutcomes['kept'] = { first: {}, ordinary: {}, payment: {} };
  for (const dialogue of [...WRITTEN, ...made]) {
    const played = await player.play(dialogue);
    outcomes.dialogues++;
    outcomes.messages += dialogue.lines.length;
    for (const { kind, isMasked } of played.kept) {
      const count = (kept[dialogue.context][kind] ??= { cases: 0, masked: 0 });
      count.cases++;
      count.masked += Number(isMasked);
    }
    outcomes.codes += played.codes;
    outcomes.codesSeen += played.codesSeen;
    if (played.card === undefined) continue;
    outcomes.cards++;
    outcomes.mostSeen = Math.max(outcomes.mostSeen, played.card.visible);
    outcomes.leaks += Number(played.card.visible > played.card.limit);
  }
  return { ...outcomes, kept };
}

/** The messages of one dialogue, digits as 9, and how those left of which the conversation masked something; undefined where `what` names none. */
export async function showChat(engine: Engine, rules: Ruleset, what: string, seed: number): Promise<string | undefined> {
  const [, name, index = '0'] = /^chats\/(\w+)(?::(\d+))?$/.exec(what) ?? [];
  const dialogue = name === 'written' ? WRITTEN[Number(index)] : CONTEXTS.filter((context) => context === name).map((context) => makeDialogue(seed, context, Number(index)))[0]; // prettier-ignore
  if (dialogue === undefined) return undefined;
  const { left } = await new Player(engine, rules).play(dialogue);
  const shape = (text: string): string => text.replace(/\d/g, '9');
  const shown = left.flatMap(({ line, text, alone }) => [
    `${line.author === 'agent' ? 'A' : 'C'}: ${shape(line.text)}`,
    ...(text === alone ? [] : [`   ${shape(text)}`]),
  ]);
  return `${shown.join('\n')}\n`;
}

const percentOf = (count: Count | undefined): number => (count === undefined ? Number.NaN : (100 * count.masked) / count.cases);

export function barsOfChats(outcomes: ChatOutcomes): Bar[] {
  const { kept, cards, leaks, codes, codesSeen } = outcomes;
  const share = (name: string, context: Context, kinds: readonly Kind[], limit: number): Bar => {
    const all = kinds.map((kind) => kept[context][kind] ?? { cases: 0, masked: 0 });
    const sum: Count = { cases: all.reduce((n, { cases }) => n + cases, 0), masked: all.reduce((n, { masked }) => n + masked, 0) };
    const measured = percentOf(sum);
    return { name: `chats, masked: ${name}`, measured, limit, sense: 'most', unit: '%', cases: sum.cases, holds: measured <= limit };
  };
  const none = (name: string, measured: number, cases: number): Bar => ({ name, measured, limit: 0, sense: 'most', unit: 'cases', cases, holds: measured === 0 }); // prettier-ignore
  const forms: readonly Kind[] = ['time', 'count'];
  return [
    none('chats: cards in pieces of which more than 8 (6) digits are seen', leaks, cards),
    none('chats: codes and dates of cards that are seen', codesSeen, codes),
    share('telephone numbers in a first message', 'first', ['phone'], 1),
    share('six-digit codes in a first message', 'first', ['code'], 0),
    share('words, ordinary', 'ordinary', ['words'], 0.5),
    share('words, payment', 'payment', ['words'], 0.5),
    share('times, counts, ordinary', 'ordinary', forms, 0.5),
    share('times, counts, payment', 'payment', forms, 0.5),
    // bare dates in digits count: a card can be written as some
    share('dates, ordinary', 'ordinary', ['date'], 10),
    share('dates, payment', 'payment', ['date'], 10),
  ];
}

export function chatTables(outcomes: ChatOutcomes): Table[] {
  const { dialogues, written, messages, kept, cards, mostSeen, codes } = outcomes;
  const cell = (count: Count | undefined): string[] =>
    count === undefined ? ['–', ''] : [`${percentOf(count).toFixed(1)} %`, count.cases.toLocaleString('en-US')];
  const rows = KEPT.map((kind) => [kind, ...CONTEXTS.flatMap((context) => cell(kept[context][kind]))]);
  return [
    {
      title: 'Conversations: what is masked that should stay',
      columns: ['what', 'first message', 'cases', 'ordinary', 'cases', 'payment', 'cases'],
      rows,
      notes: [
        `${dialogues} dialogues (${written} written by hand), ${messages} messages; masked by the conversation, beyond what each message shows by itself.`,
        `Of ${cards} cards in pieces at most ${mostSeen} digits are seen; ${codes} codes and dates of cards.`,
      ],
    },
  ];
}

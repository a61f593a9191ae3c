/** A place whose event streams are told to conversations, through real ledgers and the real reader. */
import type { Conversations } from '../../src/channel/conversation/api.js';
import { Ledgers } from '../../src/channel/conversation/ledgers.js';
import { UtteranceReader } from '../../src/channel/conversation/utterance.js';
import { Said } from '../../src/channel/said.js';
import { type ChannelSpec, planOf } from '../../src/channel/spec.js';
import { rules } from './rules.js';

const reader = new UtteranceReader(rules.rules);

/** What event streams of one place are opened with: they share their ledgers. */
export function place(answer: (verdicts: ReturnType<Ledgers['judge']>) => ReturnType<Conversations['judge']> = (verdicts) => verdicts) {
  const ledgers = new Ledgers(rules.card.pan.brands);
  let nowMs = 0;
  const conversations: Conversations = { judge: (utterances) => answer(ledgers.judge(utterances, (nowMs += 1_000))) };
  return (spec: ChannelSpec = {}, connection = 'stream') => {
    const { eventRoles, listening } = planOf(spec);
    const said = listening && new Said({ ...listening, roles: eventRoles }, { reader, conversations, scope: 'crm', connection });
    return { roles: eventRoles, reader, said };
  };
}

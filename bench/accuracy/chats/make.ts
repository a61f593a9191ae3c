/** Dialogues made from templates: a few exchanges one after the other, with numbers from a seed. */
import { Random } from '../../corpus/random.js';
import { seedOf } from '../case.js';
import { dialogueOf, type Context, type Dialogue } from './dialogue.js';
import { SLOTS, type Making } from './slots.js';
import { TALKS } from './talk.js';
import { WRITTEN_EN } from './written-en.js';
import { WRITTEN_NORTH } from './written-north.js';
import { WRITTEN_SOUTH } from './written-south.js';

/** What may be the only message of a conversation. */
const FIRST: readonly [string, ...string[]] = [
  'C: call me at #phone',
  'C: #phone',
  'C: hi, my number is #phone, please call me back',
  'C: my code is #code',
  'C: #code',
  'C: hello, where is order #order?',
  'C: #order',
  'C: I paid #amount on #date',
  'A: please wait for #minutes, it is only #time',
];
const EXCHANGES_MIN = 2;
const EXCHANGES_MAX = 5;

/** Written by hand. */
export const WRITTEN: readonly Dialogue[] = [...WRITTEN_EN, ...WRITTEN_NORTH, ...WRITTEN_SOUTH].map(dialogueOf);

/** The dialogue of a seed, a context and a number: always the same. */
export function makeDialogue(seed: number, context: Context, index: number): Dialogue {
  const random = new Random(seedOf(seed, `chats/${context}`, index));
  const talk = context === 'first' ? TALKS[0] : random.pick(TALKS);
  const making: Making = { random, talk, card: '' };
  const lines = context === 'first' ? [random.pick(FIRST)] : exchanges(making, context);
  return dialogueOf(`${talk.code} made ${context}\n${filled(lines.join('\n'), making)}`);
}

/** Exchanges of a dialogue; one of a payment is about the card, the first or one behind others. */
function exchanges({ random, talk }: Making, context: Context): string[] {
  const all = Array.from({ length: random.int(EXCHANGES_MIN, EXCHANGES_MAX) }, () => random.pick(talk.ordinary));
  if (context === 'payment') all.splice(random.int(0, 1), 0, random.pick(talk.payment));
  return all;
}

const filled = (text: string, making: Making): string =>
  text.replace(/#([a-z]+)/g, (_, name: string) => {
    const slot = SLOTS[name];
    if (slot === undefined) throw new Error(`there is no slot #${name}`);
    return slot(making);
  });

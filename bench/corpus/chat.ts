/** The log of one long chat: time, author, a short line. */
import type { CardForm } from './cards.js';
import { Draft, type Kind } from './document.js';
import type { Random } from './random.js';
import { chatLine, filler, firstName } from './words.js';

const two = (value: number): string => String(value).padStart(2, '0');

function turn(random: Random): string {
  return `[${two(random.int(7, 21))}:${two(random.int(0, 59))}] ${firstName(random)}: `;
}

function detail(random: Random): string {
  return random.pick([
    () => `the order number is ${random.int(100_000, 999_999)}`,
    () => `you can reach me on 08-${random.digits(3)} ${random.digits(2)} ${random.digits(2)}`,
    () => `it cost ${random.int(5, 900)}.${two(random.int(0, 99))} in total`,
    () => `version ${random.int(1, 20)}.${random.int(0, 9)}.${random.int(0, 30)} on both of them`,
  ])();
}

function cardTurns(draft: Draft, random: Random, form: CardForm): void {
  draft.add(`${turn(random)}how would you like to pay?\n${turn(random)}my card is `);
  draft.card(random, form).add(' is that enough?\n');
  if (!random.chance(0.5)) return;
  draft.add(`${turn(random)}I also need the expiry date and the code please\n${turn(random)}exp `);
  draft
    .other('card.expiry', `${two(random.int(1, 12))}/${random.int(27, 31)}`)
    .add(', cvc ')
    .other('card.cvc', random.digits(3))
    .add('\n');
}

export const chat: Kind = {
  head: 'Conversation with Harbour Telecom\n\n',
  foot: '',
  separator: '',
  fillMin: 1,
  draft(random, card, short) {
    const draft = new Draft();
    const turns = short ? 1 : random.int(2, 8);
    for (let i = 0; i < turns; i++) draft.add(`${turn(random)}${random.chance(0.2) ? detail(random) : chatLine(random)}\n`);
    if (card !== undefined) cardTurns(draft, random, card === 'number' ? 'plain' : card);
    return draft;
  },
  fill: filler,
};

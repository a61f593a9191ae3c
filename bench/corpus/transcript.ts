/** The transcript of a call: long spoken sentences with few digits, each turn with its time. */
import type { CardForm } from './cards.js';
import { Draft, type Kind } from './document.js';
import type { Random } from './random.js';
import { filler, spokenLine } from './words.js';

const two = (value: number): string => String(value).padStart(2, '0');

function turn(random: Random): string {
  return `${two(random.int(0, 59))}:${two(random.int(0, 59))} ${random.pick(['Agent', 'Customer'])}: `;
}

function detail(random: Random): string {
  return random.pick([
    () => `the reference on the letter is ${random.int(10_000_000, 99_999_999)} if that helps`,
    () => `I live at number ${random.int(1, 199)} and the postcode is ${random.digits(3)} ${random.digits(2)}`,
    () => `it was ${random.int(20, 900)} and I had paid ${random.int(20, 900)} before that`,
    () => `my number is 070 ${random.digits(3)} ${random.digits(2)} ${random.digits(2)} in case we get cut off`,
  ])();
}

function cardTurns(draft: Draft, random: Random, form: CardForm): void {
  draft.add(`${turn(random)}right so the card number then please whenever you are ready\n${turn(random)}sure it is `);
  draft.card(random, form).add(' did you get that\n');
  if (!random.chance(0.4)) return;
  draft.add(`${turn(random)}got it and the security code on the back\n${turn(random)}the security code is `);
  draft.other('card.cvc', random.digits(3)).add(' I think\n');
}

export const transcript: Kind = {
  head: 'Call transcript\n\n',
  foot: '',
  separator: '',
  fillMin: 1,
  draft(random, card, short) {
    const draft = new Draft();
    const turns = short ? 1 : random.int(2, 6);
    for (let i = 0; i < turns; i++) {
      draft.add(`${turn(random)}${spokenLine(random)}${random.chance(0.03) ? `, ${detail(random)}` : ''}\n`);
    }
    if (card !== undefined) cardTurns(draft, random, card === 'number' ? 'plain' : card);
    return draft;
  },
  fill: filler,
};

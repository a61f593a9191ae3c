/** Ordinary prose of a contact centre in eight languages, with the numbers that stand in such texts: dates, prices, times, orders. Nothing sensitive. */
import { Draft, type Kind } from './document.js';
import type { Random } from './random.js';
import { filler, sentence } from './words.js';

const two = (value: number): string => String(value).padStart(2, '0');

/** What stands for `{…}` in a sentence. */
const NUMBERS: Readonly<Record<string, (random: Random) => string>> = {
  date: (r) =>
    r.pick([
      `${two(r.int(1, 28))}/${two(r.int(1, 12))}/20${r.int(20, 29)}`,
      `20${r.int(20, 29)}-${two(r.int(1, 12))}-${two(r.int(1, 28))}`,
      `${r.int(1, 28)}.${r.int(1, 12)}.20${r.int(20, 29)}`,
    ]),
  time: (r) => `${two(r.int(0, 23))}:${two(r.int(0, 59))}`,
  price: (r) =>
    r.pick([`${r.int(1, 4999)}.${two(r.int(0, 99))}`, `${r.int(1, 99)} ${r.digits(3)},${two(r.int(0, 99))}`, `${r.int(5, 900)}`]),
  order: (r) => r.pick([r.digits(6), `A-${r.digits(7)}`, `${r.int(2020, 2029)}-${r.digits(5)}`]),
  small: (r) => String(r.int(1, 40)),
  percent: (r) => `${r.int(1, 99)}%`,
  version: (r) => `${r.int(1, 20)}.${r.int(0, 12)}.${r.int(0, 40)}`,
  house: (r) => String(r.int(1, 240)),
};

const SENTENCES: readonly [string, ...string[]] = [
  'The order {order} from {date} was sent back because two of the {small} items were broken.',
  'Our shop opens at {time} and closes at {time} on weekdays, except the first Monday of each month.',
  'The invoice of {price} EUR was due on {date}, but the reminder says {date}.',
  'Please update to version {version}; about {percent} of our customers still use version {version}.',
  'We live at number {house}, third floor, and the lift has been out of order for {small} days.',
  'She paid by card and the payment of {price} went through on the second try.',
  'Your account manager will call you back within one or two working days.',
  'Between one and three in the afternoon, four of the nine lines were busy.',
  'The passport office asked for five documents and seven signatures.',
  'Beställningen {order} från {date} skickades tillbaka eftersom två av {small} varor var trasiga.',
  'Kunden ringde klockan {time} och undrade varför fakturan på {price} kr inte stämmer.',
  'Vi har öppet mellan {time} och {time}, och en eller två kvällar i veckan lite längre.',
  'Die Bestellung {order} vom {date} wurde wegen zwei von {small} Artikeln zurückgeschickt.',
  'Bitte rufen Sie zwischen {time} und {time} Uhr an, die Rechnung über {price} Euro ist noch offen.',
  'Er wartet seit drei oder vier Tagen auf eine Antwort zu Vorgang {order}.',
  'La commande {order} du {date} est arrivée avec un ou deux articles en moins.',
  'Le client a payé {price} euros et demande pourquoi {percent} de remise ne sont pas appliqués.',
  'El pedido {order} del {date} llegó con dos o tres días de retraso.',
  'La oficina abre de {time} a {time} y cobra {price} por el envío.',
  'L’ordine {order} del {date} è stato consegnato al civico {house} alle {time}.',
  'Het pakket {order} is op {date} om {time} bij de buren op nummer {house} afgegeven.',
  'Zamówienie {order} z dnia {date} kosztowało {price} zł i przyszło po trzech dniach.',
];

const fillIn = (random: Random, text: string): string => text.replace(/\{(\w+)\}/g, (_, name: string) => NUMBERS[name]?.(random) ?? '');

export const prose: Kind = {
  head: '',
  foot: '',
  separator: '\n',
  fillMin: 1,
  draft(random) {
    const sentences = Array.from({ length: random.int(3, 8) }, () =>
      random.chance(0.6) ? fillIn(random, random.pick(SENTENCES)) : sentence(random),
    );
    return new Draft().add(sentences.join(' '));
  },
  fill: filler,
};

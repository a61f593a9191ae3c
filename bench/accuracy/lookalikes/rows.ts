/**
 * Rows of records beside a column that speaks of cards: orders, calls, invoices, as CSV, HTML and XML. No cell holds a card; of what stands in
 * neighbouring cells many stretches have the prefix and the check digit of one.
 */
import { mark } from '../case.js';
import type { Random } from '../../corpus/random.js';

/** Names of a column, and how its cells are written: one manner for all rows. */
interface Column {
  readonly names: readonly [string, ...string[]];
  readonly manner: (random: Random) => (random: Random) => string;
  /** Cells that may be masked: they speak of a card, or may show the end of one. */
  readonly isOfCard?: boolean;
}

const two = (value: number): string => String(value).padStart(2, '0');
const cents = (random: Random): string => two(random.int(0, 99));
const whole = (random: Random): number => random.int(0, random.pick([9, 99, 999, 9999]));
/** A number of as many digits in each row. */
const ofDigits = (low: number, high: number) => (random: Random) => {
  const length = random.int(low, high);
  return (row: Random): string => `${row.int(1, 9)}${row.digits(length - 1)}`;
};
const between = (low: number, high: number) => () => (row: Random) => String(row.int(low, high));
const oneOf =
  (first: string, ...more: string[]) =>
  () =>
  (row: Random) =>
    row.pick([first, ...more]);

const DATES: readonly [(year: number, month: string, day: string) => string, ...((year: number, month: string, day: string) => string)[]] =
  [
    (year, month, day) => `${year}-${month}-${day}`,
    (year, month, day) => `${day}.${month}.${year}`,
    (year, month, day) => `${month}/${day}/${year}`,
    (year, month, day) => `${year}${month}${day}`,
    (year, month, day) => `${day}/${month}/${two(year % 100)}`,
  ];
const AMOUNTS: readonly [(random: Random) => string, ...((random: Random) => string)[]] = [
  (row) => `${whole(row)}.${cents(row)}`,
  (row) => `${whole(row).toLocaleString('en-US')}.${cents(row)}`,
  (row) => `${whole(row).toLocaleString('de-DE')},${cents(row)}`,
  (row) => `-${whole(row)}.${cents(row)}`,
  (row) => `$${whole(row)}.${cents(row)}`,
  (row) => `${whole(row)}.${cents(row)} EUR`,
];
const PHONES: readonly [(random: Random) => string, ...((random: Random) => string)[]] = [
  (row) => `+46${row.digits(9)}`,
  (row) => `070${row.digits(7)}`,
  (row) => `${row.int(201, 989)}-${row.int(201, 989)}-${row.digits(4)}`,
  (row) => `070-${row.digits(3)} ${row.digits(2)} ${row.digits(2)}`,
];

const dates = (random: Random) => {
  const write = random.pick(DATES);
  return (row: Random): string => write(row.int(2023, 2027), two(row.int(1, 12)), two(row.int(1, 28)));
};

const COLUMNS: readonly Column[] = [
  { names: ['order_id', 'invoice', 'ticket', 'id'], manner: ofDigits(5, 10) },
  { names: ['customerNo', 'account', 'ref'], manner: ofDigits(4, 9) },
  { names: ['ext', 'extension', 'agentExt'], manner: (random) => between(...random.pick<[number, number]>([[1000, 9999], [4000, 4999], [100, 999]]))() }, // prettier-ignore
  { names: ['queue', 'agent', 'trunk'], manner: (random) => between(...random.pick<[number, number]>([[1000, 9999], [10, 99], [1, 60]]))() }, // prettier-ignore
  { names: ['date', 'created', 'due'], manner: dates },
  { names: ['closed', 'paid'], manner: dates },
  { names: ['time', 'startTime'], manner: () => (row) => `${two(row.int(0, 23))}:${two(row.int(0, 59))}:${two(row.int(0, 59))}` },
  { names: ['duration', 'talkTime'], manner: between(1, 3600) },
  { names: ['hold', 'ring'], manner: between(0, 99) },
  { names: ['amount', 'total', 'balance'], manner: (random) => random.pick(AMOUNTS) },
  { names: ['tax', 'fee', 'discount'], manner: (random) => random.pick(AMOUNTS) },
  { names: ['qty', 'items'], manner: between(1, 40) },
  { names: ['zip', 'postcode'], manner: (random) => random.pick([ofDigits(5, 5), ofDigits(4, 4)])(random) },
  { names: ['year', 'since'], manner: between(1995, 2027) },
  { names: ['phone', 'ani', 'caller'], manner: (random) => random.pick(PHONES) },
  { names: ['name', 'customer'], manner: oneOf('Anna Dahl', 'Bo Ek', 'Carla Weber', 'Liam Hughes') },
  { names: ['currency'], manner: oneOf('EUR', 'SEK', 'USD') },
  { names: ['status'], manner: oneOf('open', 'paid', 'closed', '') },
];
const OF_CARDS: readonly [Column, ...Column[]] = [
  { names: ['card', 'cardNumber'], manner: () => (row) => `${row.int(400_000, 559_999)}******${row.digits(4)}`, isOfCard: true },
  { names: ['card', 'card_last4'], manner: () => (row) => row.digits(4), isOfCard: true },
  { names: ['cardType', 'payment', 'method'], manner: oneOf('Visa', 'Mastercard', 'Amex', 'credit card', 'debit card'), isOfCard: true },
  { names: ['note', 'subject'], manner: oneOf('paid by card', 'card declined', 'new card', 'phone'), isOfCard: true },
];

interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly { readonly value: string; readonly isOfCard: boolean }[])[];
}

function makeTable(random: Random): Table {
  const columns = [...COLUMNS].sort(() => random.next() - 0.5).slice(0, random.int(4, 9));
  columns.splice(random.pick([0, columns.length, random.int(0, columns.length)]), 0, random.pick(OF_CARDS));
  const manners = columns.map(({ manner }) => manner(random));
  const rows = Array.from({ length: random.int(2, 8) }, () =>
    columns.map(({ isOfCard = false }, i) => ({ value: manners[i](random), isOfCard })),
  );
  return { names: columns.map(({ names }) => random.pick(names)), rows };
}

const shown = ({ value, isOfCard }: { value: string; isOfCard: boolean }): string => (isOfCard || !/\d/.test(value) ? value : mark(value));

/** Tables with marks around the cells that hold numbers. */
export const ROWS: Readonly<Record<'csv' | 'html' | 'xml', (random: Random) => string>> = {
  csv(random) {
    const { names, rows } = makeTable(random);
    const separator = random.pick([',', ';', '\t', '|']);
    const isQuoted = random.chance(0.15);
    const lines = rows.map((row) =>
      row.map((cell) => (isQuoted || cell.value.includes(separator) ? `"${shown(cell)}"` : shown(cell))).join(separator),
    );
    return `${[names.join(separator), ...lines].join('\n')}\n`;
  },
  html(random) {
    const { names, rows } = makeTable(random);
    const indent = random.pick(['', '\n', '\n  ']);
    const attribute = random.pick(['', ' class="num"', ' style="text-align: right"']);
    const lines = rows.map((row) => `<tr>${row.map((cell) => `${indent}<td${attribute}>${shown(cell)}</td>`).join('')}</tr>`);
    return `<html><body><table><tr>${names.map((name) => `<th>${name}</th>`).join('')}</tr>${lines.join(indent)}</table></body></html>`;
  },
  xml(random) {
    const { names, rows } = makeTable(random);
    const indent = random.pick(['', '\n', '\n    ']);
    const space = random.pick(['', '', 'ns1:']);
    const elements = rows.map(
      (row) => `<call>${row.map((cell, i) => `${indent}<${space}${names[i]}>${shown(cell)}</${space}${names[i]}>`).join('')}</call>`,
    );
    return `<?xml version="1.0"?><calls>${elements.join(indent)}</calls>`;
  },
};

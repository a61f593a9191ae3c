/** HTML of an agent's page: navigation, tables of cases, notes. */
import type { CardForm } from './cards.js';
import { Draft, type Kind } from './document.js';
import type { Random } from './random.js';
import { city, filler, personName, prose, subject } from './words.js';

const two = (value: number): string => String(value).padStart(2, '0');

const HEAD = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Cases – Harbour desk</title>
<link rel="stylesheet" href="/assets/app.css"><script src="/assets/app.js" defer></script></head>
<body><nav class="side"><a href="/">Home</a><a href="/cases">Cases</a><a href="/contacts">Contacts</a></nav><main>
`;

function article(random: Random, card: CardForm | undefined): Draft {
  const draft = new Draft();
  const id = random.int(100_000, 999_999);
  draft.add(
    `<article class="case" id="case-${id}" data-index="${random.int(1, 400)}">\n  <h2>${subject(random)}</h2>\n  <table class="facts">\n`,
  );
  draft.add(`    <tr><th>Customer</th><td>${personName(random)}, ${city(random)}</td></tr>\n`);
  draft.add(
    `    <tr><th>Opened</th><td><time datetime="2026-${two(random.int(1, 12))}-${two(random.int(1, 28))}">last week</time></td></tr>\n`,
  );
  if (card !== undefined) {
    draft.add(`    <tr><th>Paid with</th><td class="mono">`).card(random, card).add('</td></tr>\n');
  }
  draft.add(`    <tr><th>Amount</th><td class="num">${random.int(3, 999)}.${two(random.int(0, 99))}</td></tr>\n  </table>\n`);
  return draft.add(
    `  <p>${prose(random, random.int(2, 4))}</p>\n  <button class="btn btn-2" data-action="reply">Reply</button>\n</article>\n`,
  );
}

function shortArticle(random: Random, card: CardForm | undefined): Draft {
  const draft = new Draft().add(`<p class="case">${personName(random)}: `);
  if (card !== undefined) draft.card(random, card).add(' &ndash; ');
  return draft.add(`${subject(random)}</p>\n`);
}

export const html: Kind = {
  head: HEAD,
  foot: '</main></body></html>\n',
  separator: '',
  fillMin: 16,
  draft(random, card, short) {
    const form = card === 'number' ? 'plain' : card;
    return short ? shortArticle(random, form) : article(random, form);
  },
  fill: (random, length) => `<p>${filler(random, length - 7)}</p>`,
};

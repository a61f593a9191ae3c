/**
 * The demo page: two copies of the same agent desktop in frames, compared as they receive.
 * The left frame comes from the CRM's own port, the right one from Sluice's; this page comes from neither.
 */
import { replacedSpans } from '/diff.js';
import { createJsonView } from '/json-view.js';
import { showMarked } from '/marked.js';
import { followStats } from '/stats.js';

const byId = (id) => document.getElementById(id);
const SIDES = ['raw', 'masked'];
const MAX_TEXTS = 600;

const addresses = await (await fetch('/addresses')).json();
const origins = { raw: addresses.crm, masked: addresses.proxy };
const frames = { raw: byId('raw-frame'), masked: byId('masked-frame') };
const jsonView = createJsonView(byId('json-filter'), byId('json-rows'));
const texts = new Map();

const other = (side) => (side === 'raw' ? 'masked' : 'raw');
const tell = (side, message) => frames[side].contentWindow.postMessage({ from: 'demo', ...message }, origins[side]);

// what the desktops report

window.addEventListener('message', ({ source, origin, data }) => {
  const side = SIDES.find((name) => frames[name].contentWindow === source && origins[name] === origin);
  if (side === undefined || data?.from !== 'desktop') return;
  if (data.kind === 'text') compare(side, data.ref, data.text);
  if (data.kind === 'body') receiveBody(side, data);
  if (data.kind === 'customer' || data.kind === 'scroll')
    tell(other(side), data.kind === 'customer' ? pick(data, 'id') : pick(data, 'panel', 'top'));
  if (data.kind === 'arrived' && side === 'raw') showArrived(data.tag, data.text);
  if (data.kind === 'failed') showFailed(data.tag, data.reason);
});

function pick(data, ...names) {
  return Object.fromEntries([['kind', data.kind], ...names.map((name) => [name, data[name]])]);
}

/** Marks what was replaced in both copies of a text. Only offsets go to the frames, never the other side's text. */
function compare(side, ref, text) {
  const pair = { ...texts.get(ref), [side]: text };
  texts.delete(ref);
  texts.set(ref, pair);
  if (texts.size > MAX_TEXTS) texts.delete(texts.keys().next().value);
  if (pair.raw === undefined || pair.masked === undefined) return;
  const spans = replacedSpans(pair.raw, pair.masked);
  for (const name of SIDES) tell(name, { kind: 'mark', ref, spans: spans[name] });
}

function receiveBody(side, { key, body }) {
  if (key === 'chat history' && side === 'raw') jsonView.forgetChat();
  jsonView.add(side, key, body);
}

// what the visitor sends as the agent

const SAMPLES = [
  ['Visa', 'My card is 4111 1111 1111 1111'],
  ['Mastercard with CVC', '5555555555554444 exp 12/29 cvv 737'],
  ['Mastercard 2-series', 'Charge 2223 0031 2200 3222 please'],
  ['American Express', 'Amex 3782-822463-10005'],
  ['UnionPay', 'UnionPay 6205 5000 0000 0000 004'],
  ['Order number', 'Order 4000127490522217 is on its way'],
];

let channel = 'chat';
let waiting;

byId('samples').replaceChildren(
  ...SAMPLES.map(([name, text]) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = name;
    button.onclick = () => {
      byId('compose-text').value = text;
      byId('compose-text').focus();
    };
    return button;
  }),
);

const channels = [...document.querySelectorAll('[data-channel]')];
for (const button of channels) {
  button.onclick = () => {
    channel = button.dataset.channel;
    for (const each of channels) each.setAttribute('aria-pressed', String(each === button));
  };
}

byId('compose').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = byId('compose-text').value.trim();
  if (text === '') return;
  byId('compose-text').value = '';
  waiting = { tag: `tag-${letters()}`, text };
  trace('sent', text, [], 'raw');
  trace('received', 'on its way', [], 'masked', true);
  tell('masked', { kind: 'send', channel, text, tag: waiting.tag });
});

/** Letters only, so that nothing in a tag can be taken for a number. */
function letters() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => String.fromCharCode(97 + (byte % 26))).join('');
}

/** The message as the CRM stored it, reported by the desktop that is connected straight to the CRM. */
function showArrived(tag, stored) {
  if (waiting?.tag !== tag) return;
  const spans = replacedSpans(waiting.text, stored);
  trace('sent', waiting.text, spans.raw, 'raw');
  trace('received', stored, spans.masked, 'masked');
}

function showFailed(tag, reason) {
  if (waiting?.tag === tag) trace('received', `Nothing. ${reason}`, [], 'masked', true);
}

function trace(id, text, spans, tone, quiet = false) {
  byId(id).classList.toggle('empty', quiet);
  showMarked(byId(id), text, spans, tone);
}

// views

function showView(json) {
  byId('json-view').hidden = !json;
  for (const pane of document.querySelectorAll('.pane')) pane.classList.toggle('title-only', json);
  byId('view-json').setAttribute('aria-pressed', String(json));
  byId('view-desktop').setAttribute('aria-pressed', String(!json));
}

byId('view-json').onclick = () => showView(true);
byId('view-desktop').onclick = () => showView(false);
byId('restart').onclick = () => void fetch('/restart', { method: 'POST' });

for (const side of SIDES) {
  const link = byId(`${side}-address`);
  link.href = origins[side];
  link.textContent = new URL(origins[side]).host;
  frames[side].src = `${origins[side]}/?side=${side}`;
}
followStats();

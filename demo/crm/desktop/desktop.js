/**
 * The agent desktop of the demo CRM: plain DOM, no framework. It shows what it receives and knows nothing of Sluice.
 * When it stands in a frame of the demo page it reports what it received, see frame.js.
 */
import { createFrame } from '/frame.js';

const byId = (id) => document.getElementById(id);
const state = { customer: undefined };

const frame = createFrame({
  showCustomer: (id) => show(id, false),
  send: (channel, text, tag) => (channel === 'chat' ? sendChat(text, tag) : addNote(text, tag)),
});

/** Creates an element; `ref` names its text so that the demo page can compare it with the other side. */
function element(name, { className = '', text, ref } = {}, ...children) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  node.append(...children);
  if (ref !== undefined) frame.text(ref, node);
  return node;
}

async function load(path, options) {
  const response = await fetch(path, options);
  const body = await response.text();
  frame.body(`${options?.method ?? 'GET'} ${path}`, body, response.status);
  if (!response.ok) throw new Error(`The CRM answered ${response.status}.`);
  return JSON.parse(body);
}

const post = (path, body) => load(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

// customers, records, notes, cases

async function showCustomers() {
  const customers = await load('/api/customers');
  byId('customers').replaceChildren(
    ...customers.map(({ id, name }) => {
      const button = element('button', { text: name });
      button.type = 'button';
      button.dataset.customer = id;
      button.onclick = () => show(id, true);
      return button;
    }),
  );
  await show(customers[0].id, false);
}

async function show(id, byVisitor) {
  if (id === state.customer) return;
  state.customer = id;
  if (byVisitor) frame.customer(id);
  for (const button of byId('customers').children) button.setAttribute('aria-current', String(button.dataset.customer === id));
  const [customer, notes, cases] = await Promise.all([
    load(`/api/customers/${id}`),
    load(`/api/customers/${id}/notes`),
    load(`/api/cases?customer=${id}`),
  ]);
  if (state.customer !== id) return;
  showRecord(customer);
  byId('notes').replaceChildren(...notes.map(noteItem));
  byId('cases').textContent = `${cases.length} ${cases.length === 1 ? 'case' : 'cases'} open`;
}

function showRecord(customer) {
  const { lastOrder } = customer;
  const rows = [
    ['Phone', 'phone', customer.phone],
    ['E-mail', 'email', customer.email],
    ['Address', 'address', customer.address],
    ...customer.cards.map((card, index) => [card.brand, `card${index}`, cardLine(card)]),
    ['Last order', 'order', lastOrder.orderNumber],
    ['Tracking', 'tracking', lastOrder.tracking],
    ['Placed', 'placed', `${lastOrder.placedAt} · ${lastOrder.amount} ${lastOrder.currency}`],
    ['IMEI', 'imei', customer.deviceImei],
  ];
  byId('customer-number').textContent = customer.id;
  byId('record').replaceChildren(
    ...rows.flatMap(([label, field, value]) => [
      element('dt', { text: label }),
      element('dd', { text: String(value), ref: `record:${customer.id}:${field}` }),
    ]),
  );
}

const cardLine = ({ number, expiry, cvv }) => `${number} · ${expiry}${cvv === undefined ? '' : ` · CVV ${cvv}`}`;

function noteItem({ id, author, at, text }) {
  return element('li', {}, element('small', { text: `${author} · ${at}` }), element('span', { text, ref: `note:${id}` }));
}

function addNote(text, tag) {
  return post(`/api/customers/${state.customer}/notes`, { text, tag });
}

// the chat

let socket;

function connectChat() {
  socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/chat`);
  socket.onopen = () => chatState('live', true);
  socket.onclose = () => {
    chatState('reconnecting', false);
    setTimeout(connectChat, 1500);
  };
  socket.onmessage = ({ data }) => {
    const body = JSON.parse(data);
    if (body.type === 'typing') byId('typing').textContent = `${body.name} is writing …`;
    else receiveChat(body, data);
  };
}

function receiveChat(body, data) {
  byId('typing').textContent = '';
  const messages = byId('messages');
  if (body.type === 'history') {
    frame.body('chat history', data);
    messages.replaceChildren(...body.messages.map(messageItem));
  } else if (body.type === 'message') {
    frame.body(`chat ${body.message.id}`, data);
    messages.append(messageItem(body.message));
    frame.arrived(body.message.tag, body.message.text, `chat:${body.message.id}`);
  }
  messages.scrollTop = messages.scrollHeight;
}

function messageItem({ id, author, name, at, text }) {
  const className = author === 'agent' ? 'message agent-line' : 'message';
  return element('div', { className }, element('small', { text: `${name} · ${at}` }), element('p', { text, ref: `chat:${id}` }));
}

function chatState(text, live) {
  byId('chat-state').textContent = text;
  byId('chat-state').classList.toggle('live', live);
}

function sendChat(text, tag) {
  socket.send(JSON.stringify({ type: 'message', text, tag }));
}

// case updates

const SHOWN_UPDATES = 3;
const shownUpdates = new Set();

function followTicker() {
  const source = new EventSource('/api/ticker');
  source.addEventListener('case', ({ data }) => {
    const update = JSON.parse(data);
    if (shownUpdates.has(update.id)) return; // sent again after a reconnect
    shownUpdates.add(update.id);
    frame.body(`ticker ${update.id}`, data);
    const item = tickerItem(update);
    byId('ticker').prepend(item);
    while (byId('ticker').children.length > SHOWN_UPDATES) byId('ticker').lastChild.remove();
  });
  source.addEventListener('note', ({ data }) => {
    const note = JSON.parse(data);
    frame.body(`ticker ${note.id}`, data);
    if (note.customerId === state.customer) {
      byId('notes').prepend(noteItem(note));
      byId('notes').scrollTop = 0;
    }
    frame.arrived(note.tag, note.text, `note:${note.id}`);
  });
  source.addEventListener('customer', ({ data }) => {
    const customer = JSON.parse(data);
    if (customer.id === state.customer) showRecord(customer);
  });
}

function tickerItem({ id, caseId, kind, text, card }) {
  return element(
    'li',
    { className: 'fresh' },
    element('span', { className: 'case', text: caseId }),
    element('span', { className: 'kind', text: kind }),
    element('span', { className: 'what', text: card === undefined ? text : `${text} ${card}`, ref: `ticker:${id}` }),
  );
}

// what the agent writes

function onSubmit(form, send) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = form.elements.text.value.trim();
    if (text === '') return;
    form.reset();
    void send(text);
  });
}

onSubmit(byId('chat-form'), sendChat);
onSubmit(byId('note-form'), addNote);
connectChat();
followTicker();
await showCustomers();

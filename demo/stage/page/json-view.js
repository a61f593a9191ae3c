/** "View as JSON": the bodies both desktops received, byte for byte, side by side, with the replaced spans marked. */
import { replacedSpans } from '/diff.js';
import { showMarked } from '/marked.js';

const MAX_ROWS = 30;
const KINDS = [
  ['Customer', (key) => /^GET \/api\/customers\/[^/]+$/.test(key)],
  ['Notes', (key) => key.includes('/notes') || key.startsWith('ticker N-')],
  ['Chat', (key) => key.startsWith('chat ')],
  ['Ticker', (key) => key.startsWith('ticker U-')],
];

export function createJsonView(filter, container) {
  const bodies = new Map();
  let shown = 0;
  const buttons = KINDS.map(([name], index) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = name;
    button.onclick = () => select(index);
    return button;
  });
  filter.replaceChildren(...buttons);

  function select(index) {
    shown = index;
    buttons.forEach((button, at) => button.setAttribute('aria-pressed', String(at === index)));
    const rows = [...bodies.keys()].filter(KINDS[index][1]).slice(-MAX_ROWS);
    container.replaceChildren(...rows.map((key) => row(bodies.get(key))).reverse());
  }

  select(0);
  return {
    /** `side` is raw or masked; a body that comes again under the same key replaces the earlier one. */
    add(side, key, body) {
      const entry = bodies.get(key) ?? { key };
      const isNew = entry.raw === undefined && entry.masked === undefined;
      const next = { ...entry, [side]: body };
      bodies.set(key, next);
      const [, mine] = KINDS[shown];
      if (!mine(key)) return;
      const old = container.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (old) old.replaceWith(row(next));
      else if (isNew) container.prepend(row(next));
      while (container.children.length > MAX_ROWS) container.lastChild.remove();
    },
    /** Forgets the bodies of the chat when it starts over. */
    forgetChat() {
      for (const key of bodies.keys()) if (key.startsWith('chat M-')) bodies.delete(key);
      select(shown);
    },
  };
}

function row({ key, raw, masked }) {
  const spans = raw !== undefined && masked !== undefined ? replacedSpans(raw, masked) : { raw: [], masked: [] };
  const node = document.createElement('div');
  node.className = 'row';
  node.dataset.key = key;
  node.append(...title(key, raw), ...title('', masked), body(raw, spans.raw, 'raw'), body(masked, spans.masked, 'masked'));
  return node;
}

const bytes = new TextEncoder();

function title(key, text) {
  const heading = document.createElement('h3');
  const name = document.createElement('b');
  name.textContent = key;
  heading.append(name, text === undefined ? '' : `${bytes.encode(text).length.toLocaleString('en')} bytes`);
  return [heading];
}

function body(text, spans, tone) {
  const pre = document.createElement('pre');
  pre.className = tone;
  if (text === undefined) {
    pre.classList.add('waiting');
    pre.textContent = 'not received';
  } else showMarked(pre, text, spans, tone);
  return pre;
}

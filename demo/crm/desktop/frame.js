/**
 * Lets the demo page compare two copies of this desktop, one loaded straight from the CRM and one through Sluice.
 * It reports the texts and bodies this copy received and highlights the spans it is told; it changes nothing else.
 * Outside a frame it does nothing.
 */

const framed = window.parent !== window;
const side = new URLSearchParams(location.search).get('side') === 'raw' ? 'raw' : 'masked';
const MAX_TEXTS = 400;

/** `showCustomer(id)` and `send(channel, text, tag)` are what the demo page may ask the desktop to do. */
export function createFrame({ showCustomer, send }) {
  const texts = new Map();
  const marks = new Map();
  const tell = (message) => framed && window.parent.postMessage({ from: 'desktop', ...message }, '*');
  if (framed) {
    document.documentElement.classList.add('framed');
    listen({ showCustomer, send, mark: (ref, spans) => paint(texts, marks, ref, spans), tell });
    shareScrolling(tell);
  }
  return {
    text(ref, node) {
      if (!framed) return;
      texts.delete(ref);
      texts.set(ref, node);
      if (texts.size > MAX_TEXTS) texts.delete(texts.keys().next().value);
      tell({ kind: 'text', ref, text: node.textContent });
    },
    body: (key, body, status = 200) => tell({ kind: 'body', key, body, status }),
    customer: (id) => tell({ kind: 'customer', id }),
    arrived: (tag, text, ref) => tag !== undefined && tell({ kind: 'arrived', tag, text, ref }),
  };
}

function listen({ showCustomer, send, mark, tell }) {
  window.addEventListener('message', async ({ source, data }) => {
    if (source !== window.parent || data?.from !== 'demo') return;
    if (data.kind === 'mark') mark(data.ref, data.spans);
    if (data.kind === 'customer') void showCustomer(data.id);
    if (data.kind === 'scroll') follow(data.panel, data.top);
    if (data.kind !== 'send') return;
    try {
      await send(data.channel, data.text, data.tag);
    } catch (error) {
      tell({ kind: 'failed', tag: data.tag, reason: error.message });
    }
  });
}

/** Highlights without touching the page's elements: CSS custom highlights, where the browser has them. */
function paint(texts, marks, ref, spans) {
  const node = texts.get(ref)?.firstChild;
  if (!node || window.Highlight === undefined) return;
  const ranges = spans.map(([start, end]) => {
    const range = new Range();
    range.setStart(node, Math.min(start, node.length));
    range.setEnd(node, Math.min(end, node.length));
    return range;
  });
  marks.set(ref, ranges);
  for (const key of marks.keys()) if (!texts.get(key)?.isConnected) marks.delete(key);
  CSS.highlights.set(side, new window.Highlight(...[...marks.values()].flat()));
}

let following = 0;

function shareScrolling(tell) {
  for (const panel of document.querySelectorAll('[data-panel]')) {
    panel.addEventListener('scroll', () => {
      if (Date.now() - following > 150) tell({ kind: 'scroll', panel: panel.dataset.panel, top: panel.scrollTop });
    });
  }
}

function follow(name, top) {
  following = Date.now();
  const panel = document.querySelector(`[data-panel="${name}"]`);
  if (panel) panel.scrollTop = top;
}

/** Fills an element with text and puts the given spans into `<mark>`. */
export function showMarked(node, text, spans, tone) {
  const parts = [];
  let at = 0;
  for (const [start, end] of spans) {
    if (end === start) continue;
    const mark = document.createElement('mark');
    mark.className = tone;
    mark.textContent = text.slice(start, end);
    parts.push(text.slice(at, start), mark);
    at = end;
  }
  node.replaceChildren(...parts, text.slice(at));
}

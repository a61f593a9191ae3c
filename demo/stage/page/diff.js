/**
 * Finds which spans of a text were replaced on its way through Sluice, by comparing both copies. The demo page has no
 * other knowledge of where the findings are. Works line by line, as a mask never adds or removes a line.
 */

/** Differences closer together than this many characters belong to one masked value (`**** **** **** 1111`). */
const JOIN_CHARS = 4;
const MAX_CELLS = 4_000_000;

/** Returns `{ raw, masked }`, each a list of `[start, end]` in UTF-16 units. */
export function replacedSpans(raw, masked) {
  const spans = { raw: [], masked: [] };
  if (raw === masked) return spans;
  const rawLines = raw.split('\n');
  const maskedLines = masked.split('\n');
  if (rawLines.length !== maskedLines.length) {
    addLine(spans, raw, masked, 0, 0);
    return spans;
  }
  let rawAt = 0;
  let maskedAt = 0;
  rawLines.forEach((line, index) => {
    if (line !== maskedLines[index]) addLine(spans, line, maskedLines[index], rawAt, maskedAt);
    rawAt += line.length + 1;
    maskedAt += maskedLines[index].length + 1;
  });
  return spans;
}

function addLine(spans, raw, masked, rawAt, maskedAt) {
  const left = tokens(raw);
  const right = tokens(masked);
  const pairs = join(changes(left, right));
  for (const { a, b } of pairs) {
    const end = withTail(right, b[1]);
    spans.raw.push([rawAt + offset(left, a[0]), rawAt + offset(left, withTail(left, a[1]))]);
    spans.masked.push([maskedAt + offset(right, b[0]), maskedAt + offset(right, end)]);
  }
}

/** Escapes count as one character, as they may be replaced by one. */
function tokens(line) {
  return line.match(/\\u[0-9a-f]{4}|[^]/gi) ?? [];
}

function offset(list, count) {
  let units = 0;
  for (let index = 0; index < count; index += 1) units += list[index].length;
  return units;
}

/** The changed stretches of two token lists: `{ a: [start, end], b: [start, end] }`. */
function changes(left, right) {
  if (left.length === right.length) return positional(left, right);
  let head = 0;
  while (head < Math.min(left.length, right.length) && left[head] === right[head]) head += 1;
  let tail = 0;
  const most = Math.min(left.length, right.length) - head;
  while (tail < most && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail += 1;
  const a = left.slice(head, left.length - tail);
  const b = right.slice(head, right.length - tail);
  if (a.length * b.length > MAX_CELLS) return [{ a: [head, head + a.length], b: [head, head + b.length] }];
  return aligned(a, b, head);
}

function positional(left, right) {
  const found = [];
  for (let index = 0; index < left.length; index += 1) {
    if (left[index] === right[index]) continue;
    const start = index;
    while (index < left.length && left[index] !== right[index]) index += 1;
    found.push({ a: [start, index], b: [start, index] });
  }
  return found;
}

/** Longest common subsequence. */
function aligned(a, b, head) {
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      table[i * width + j] =
        a[i] === b[j] ? table[(i + 1) * width + j + 1] + 1 : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
  const found = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i += 1;
      j += 1;
      continue;
    }
    const start = [i, j];
    while ((i < a.length || j < b.length) && !(i < a.length && j < b.length && a[i] === b[j])) {
      if (j >= b.length || (i < a.length && table[(i + 1) * width + j] >= table[i * width + j + 1])) i += 1;
      else j += 1;
    }
    found.push({ a: [head + start[0], head + i], b: [head + start[1], head + j] });
  }
  return found;
}

function join(list) {
  const joined = [];
  for (const { a, b } of list) {
    const last = joined.at(-1);
    if (last && a[0] - last.a[1] <= JOIN_CHARS && b[0] - last.b[1] <= JOIN_CHARS) {
      last.a[1] = a[1];
      last.b[1] = b[1];
    } else joined.push({ a: [...a], b: [...b] });
  }
  return joined;
}

/** The last four digits that a mask leaves belong to the value, whatever stands between them. */
function withTail(list, end) {
  const rest = list.slice(end, end + 8).map((token) => (token.length === 6 ? String.fromCharCode(parseInt(token.slice(2), 16)) : token));
  const [tail = ''] = /^(?:[ -]?\d){1,4}(?!\d)/.exec(rest.join('')) ?? [];
  return end + tail.length;
}

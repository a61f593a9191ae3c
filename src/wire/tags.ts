/**
 * Entity tags and dates (RFC 9110 section 8.8 and 13). The upstream's tag names its bytes; what leaves Sluice are other bytes, or the same
 * bytes by the judgement of one policy. So every tag leaves marked with the epoch of the policy: `"v5"` as `"v5--sluice.s<epoch>"`, weakened
 * to `W/"v5--sluice.s<epoch>"` where the body was changed or its end is not known yet, and `W/"v5"` as `W/"v5--sluice.w<epoch>"`.
 *
 * On the way back the mark is taken off, so that an optimistic write (`If-Match`) meets the tag that the upstream gave, whatever the epoch.
 * A GET revalidates only what was judged in the same epoch: other tags in `If-None-Match`, and dates in `If-Modified-Since`, which cannot
 * tell when a copy was judged, are dropped, and the answer is a whole one that the policy of now has looked at.
 */
import type { Head } from './headers.js';

/** Epochs are eight letters: digits might read as part of a number. */
const MARKED = /(?:W\/)?"([^"]*)--sluice\.([sw])([a-z]{8})"/g;
const TAG = /^(W\/)?"([^"]*)"$/;
const TAGS = /(?:W\/)?"[^"]*"/g;

/** The tag under which the downstream gets the answer. `same`: its body leaves as the very bytes that came. */
export function markTag(tag: string, epoch: string, same: boolean): string {
  const match = TAG.exec(tag);
  if (match === null) return tag;
  const weak = match[1] !== undefined;
  return `${weak || !same ? 'W/' : ''}"${match[2] ?? ''}--sluice.${weak ? 'w' : 's'}${epoch}"`;
}

/** Marks the ETag of an answer, if it has one. */
export function markTagOf(head: Head, epoch: string, same: boolean): void {
  if (head.tagAt >= 0) head.headers[head.tagAt] = markTag(head.headers[head.tagAt] ?? '', epoch, same);
}

/** The ETag of a 304 is the one that the downstream holds, as it holds it. */
export function restoreTagOf(head: Head, epoch: string, held: ReadonlyMap<string, string> | undefined): void {
  if (head.tagAt < 0) return;
  const tag = head.headers[head.tagAt] ?? '';
  head.headers[head.tagAt] = held?.get(opaqueTag(tag)) ?? markTag(tag, epoch, false);
}

const unmark = (value: string): string =>
  value.replace(MARKED, (_, tag: string, strength: string) => `${strength === 'w' ? 'W/' : ''}"${tag}"`);

/** Compares weakly (RFC 9110 section 8.8.3.2). */
const opaqueTag = (tag: string): string => (tag.startsWith('W/') ? tag.slice(2) : tag);

/** Takes the marks off the conditions of a request, and drops those that could revive a copy of another epoch. */
export function openConditions(head: Head, method: string, epoch: string): void {
  const reads = method === 'GET' || method === 'HEAD';
  const { headers } = head;
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? '';
    const value = headers[i + 1] ?? '';
    const lower = name.toLowerCase();
    let opened: string | undefined = value;
    if (lower === 'if-match') opened = unmark(value);
    else if (lower === 'if-none-match') opened = reads ? currentOnly(head, value, epoch) : unmark(value);
    else if (lower === 'if-modified-since' && reads) opened = undefined;
    if (opened !== undefined) kept.push(name, opened);
  }
  headers.length = 0;
  headers.push(...kept);
}

/** Of a list, the tags of this epoch, opened; undefined when there are none. */
function currentOnly(head: Head, value: string, epoch: string): string | undefined {
  if (value.trim() === '*') return value;
  const opened: string[] = [];
  for (const [tag] of value.matchAll(TAGS)) {
    if (!tag.endsWith(`${epoch}"`)) continue;
    const plain = unmark(tag);
    if (plain === tag) continue;
    (head.held ??= new Map()).set(opaqueTag(plain), tag);
    opened.push(plain);
  }
  return opened.length === 0 ? undefined : opened.join(', ');
}

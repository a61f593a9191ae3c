/** Tags name what leaves Sluice, by the policy that judged it; conditions meet the tags of the upstream. */
import { describe, expect, it } from 'vitest';
import { readRequestHead } from '../../src/wire/headers.js';
import { markTag, openConditions } from '../../src/wire/tags.js';

const NOW = 'abcdefgh';
const BEFORE = 'hgfedcba';

function opened(method: string, ...raw: string[]): readonly string[] {
  const head = readRequestHead(raw, 'via');
  openConditions(head, method, NOW);
  return head.headers.slice(0, -2);
}

describe('a tag, T30', () => {
  it.each([
    ['"v5"', true, `"v5--sluice.s${NOW}"`],
    ['"v5"', false, `W/"v5--sluice.s${NOW}"`],
    ['W/"v5"', true, `W/"v5--sluice.w${NOW}"`],
    ['W/"v5"', false, `W/"v5--sluice.w${NOW}"`],
    ['""', true, `"--sluice.s${NOW}"`],
    ['odd', false, 'odd'],
    ['"5d8c72a5edda8d6a--gzip"', true, `"5d8c72a5edda8d6a--gzip--sluice.s${NOW}"`],
  ])('%s, the body the same: %s, leaves as %s, and comes back as it was', (tag, same, marked) => {
    expect(markTag(tag, NOW, same)).toBe(marked);
    if (tag.endsWith('"')) expect(opened('PATCH', 'If-Match', marked)).toEqual(['If-Match', tag]);
    if (tag.endsWith('"')) expect(opened('GET', 'If-None-Match', marked)).toEqual(['If-None-Match', tag]);
  });

  it('of two proxies in a row bears both marks, and each takes off its own', () => {
    const twice = markTag(markTag('"v5"', BEFORE, true), NOW, true);
    expect(opened('PUT', 'If-Match', twice)).toEqual(['If-Match', markTag('"v5"', BEFORE, true)]);
  });
});

describe('conditions, T30 and T31', () => {
  const old = markTag('"old"', BEFORE, true);
  const now = markTag('"now"', NOW, false);
  it('of a write are opened whatever their epoch, and dates stay', () => {
    const date = 'Sun, 06 Nov 1994 08:49:37 GMT';
    expect(opened('PATCH', 'If-Match', `${old}, ${now}, W/"body"`, 'If-Modified-Since', date)).toEqual([
      'If-Match',
      '"old", "now", W/"body"',
      'If-Modified-Since',
      date,
    ]);
    expect(opened('PUT', 'If-None-Match', '*')).toEqual(['If-None-Match', '*']);
    expect(opened('GET', 'If-Match', old)).toEqual(['If-Match', '"old"']);
  });

  it.each(['GET', 'HEAD'])('of a %s revive nothing of another epoch, and nothing from before there was one', (method) => {
    expect(opened(method, 'If-None-Match', `${old}, ${now}, "clear"`)).toEqual(['If-None-Match', '"now"']);
    expect(opened(method, 'If-None-Match', `${old}, "clear"`, 'If-Modified-Since', 'x')).toEqual([]);
    expect(opened(method, 'If-None-Match', ' * ')).toEqual(['If-None-Match', ' * ']);
  });
});

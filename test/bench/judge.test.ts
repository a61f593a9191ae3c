import { describe, expect, it } from 'vitest';
import { makeCorpus } from '../../bench/corpus/corpus.js';
import { judge } from '../../bench/proxy/judge.js';

const corpus = makeCorpus('crm', 65_536, { cardEveryBytes: 4_096 });
const BARE = corpus.cards.filter((card) => card.form === 'number').length;

/** Asterisks in place of all digits but the last four, in every card that `hides` says. */
function masked(hides: (digits: string, form: string) => boolean): Uint8Array {
  const bytes = Uint8Array.from(corpus.bytes);
  for (const { start, end, form } of corpus.cards) {
    const at = Array.from({ length: end - start }, (_, i) => start + i).filter((i) => bytes[i] >= 48 && bytes[i] <= 57);
    if (hides(String.fromCharCode(...at.map((i) => bytes[i])), form)) for (const i of at.slice(0, -4)) bytes[i] = 42;
  }
  return bytes;
}

const sixteen = (digits: string): boolean => digits.length === 16;

describe('what the proxy bench calls right', () => {
  it('of one that looks at nothing: the upstream’s bytes', () => {
    expect(judge('nothing', corpus, corpus.bytes, true)).toEqual({ problem: undefined });
    expect(judge('nothing', corpus, masked(sixteen), true).problem).toBeDefined();
  });

  it('of Sluice: every card hidden and valid JSON', () => {
    expect(judge('everything', corpus, corpus.bytes, true).problem).toContain('not masked');
    expect(judge('everything', corpus, masked(sixteen), true).problem).toBeDefined();
    // asterisks in bare numbers
    expect(
      judge(
        'everything',
        corpus,
        masked(() => true),
        true,
      ).problem,
    ).toBe('the answer is not JSON');
  });

  it('of a peer: the cards that its configuration hides; the others are counted', () => {
    expect(BARE).toBeGreaterThan(0);
    const { problem, verdict } = judge(sixteen, corpus, masked(sixteen), true);
    expect(problem).toBeUndefined();
    expect(verdict?.cards).toBe(corpus.cards.length);
    expect(verdict?.hidden).toBeLessThan(corpus.cards.length);
    expect(Object.keys(verdict?.missed ?? {}).every((kind) => /^(15|19) digits$/.test(kind))).toBe(true);
    expect(Object.values(verdict?.missed ?? {}).reduce((sum, count) => sum + count, verdict?.hidden ?? 0)).toBe(corpus.cards.length);
    expect(verdict?.alarms).toBe(0);
    expect(verdict?.isJson).toBe(false);
  });

  it('of a peer that misses what it should hide, or loses bytes: nothing', () => {
    expect(judge(() => true, corpus, masked(sixteen), true).problem).toContain('is not masked');
    expect(judge(sixteen, corpus, corpus.bytes.subarray(1), true).problem).toBe('65535 bytes for 65536');
  });

  it('counts what a peer changes beside the cards, a masked group once', () => {
    const bytes = masked(sixteen);
    bytes.set(Buffer.from('** ** *'), 0);
    expect(judge(sixteen, corpus, bytes, true).verdict?.alarms).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import { cpuSeconds } from '../../bench/harness/machine.js';
import { median, percentile } from '../../bench/harness/statistics.js';
import { formatTable, ratio, short, size } from '../../bench/harness/table.js';
import { replaceBetweenMarks } from '../../bench/page.js';
import { byteLoop } from '../../bench/peers/byteloop.js';
import { regexAnyGrouping, regexPrintedGrouping, twentyRegexes } from '../../bench/peers/regex.js';

describe('statistics', () => {
  it('takes the middle', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it('takes the nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentile(values, 0.5)).toBe(50);
    expect(percentile(values, 0.99)).toBe(99);
    expect(percentile([7], 0.99)).toBe(7);
  });
});

describe('tables', () => {
  it('align and are Markdown', () => {
    expect(formatTable({ title: 'T', columns: ['a', 'b'], rows: [['long name', '1']], notes: ['n'] }).split('\n')).toEqual([
      '## T',
      '',
      '| a         |   b |',
      '|-----------|----:|',
      '| long name |   1 |',
      '',
      '* n',
      '',
    ]);
  });

  it('round numbers for people', () => {
    expect([short(12_345.6), short(123.4), short(12.34), short(1.234), short(Number.NaN)]).toEqual([
      '12,346',
      '123',
      '12.3',
      '1.23',
      'n/a',
    ]);
    expect([ratio(1.5), size(1_024), size(2_097_152)]).toEqual(['1.50x', '1 KB', '2 MB']);
  });
});

describe.runIf(process.platform === 'linux')('CPU time', () => {
  it('of this process grows with work', () => {
    const before = cpuSeconds(process.pid);
    const until = process.cpuUsage().user + 100_000;
    while (process.cpuUsage().user < until);
    expect(cpuSeconds(process.pid)).toBeGreaterThan(before);
  });
});

describe('the peers find what they claim', () => {
  const count = (text: string) =>
    [regexAnyGrouping, regexPrintedGrouping, twentyRegexes, byteLoop].map((peer) => peer.scan(Buffer.from(text)));

  it.each([
    ['plain digits', 'pay 4111111111111111 now'],
    ['a bare JSON number', '{"card":378282246310005}'],
    ['printed groups', 'pay 3782 822463 10005 now'],
    ['dashes', '"6205-5000-0000-0000-004"'],
  ])('%s', (_, text) => expect(count(text)).toEqual([1, 1, 1, 1]));

  it('single digits: all but the one that asks for printed groups', () => {
    expect(count('4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1')).toEqual([1, 0, 1, 1]);
  });

  it.each([
    ['a wrong check digit', '4111111111111112'],
    ['an unknown prefix', '9999999999999995'],
    ['digits that touch letters', 'x4111111111111111'],
  ])('nothing in %s', (_, text) => expect(count(text)).toEqual([0, 0, 0, 0]));
});

describe('the page of results', () => {
  it('takes new tables between the marks of a bench and keeps the rest', () => {
    const page = 'a\n<!-- bench proxy -->\nold\n<!-- /bench proxy -->\nb\n<!-- bench soak -->\nold\n<!-- /bench soak -->\n';
    const replaced = replaceBetweenMarks(page, 'proxy', 'new\n\n');
    expect(replaced).toBe(page.replace('old', 'new'));
    expect(replaceBetweenMarks(page, 'slow', 'new')).toBe(page);
  });
});

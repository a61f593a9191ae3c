/** Admission control with measures that the test sets and no clock. */
import { readFileSync } from 'node:fs';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryLimitBytes } from '../../../src/proxy/overload/gauge.js';
import { type Change, Governor } from '../../../src/proxy/overload/governor.js';
import { type Measures, STEPS, inProportion, levelOf } from '../../../src/proxy/overload/steps.js';

const CALM: Measures = { delayMs: 1, memory: 0.2, held: 0 };
const GET = { rawHeaders: [] };
const LONG = { rawHeaders: ['Host', 'x', 'Content-Length', '100000'] };
const CHUNKED = { rawHeaders: ['Transfer-Encoding', 'chunked'] };

function setUp(open = 0): {
  governor: Governor;
  changes: Change[];
  closed: { idle: number; sockets: number; slow: number };
  measure: (measures: Partial<Measures>, times?: number) => void;
} {
  let measures = CALM;
  const changes: Change[] = [];
  const closed = { idle: 0, sockets: 0, slow: 0 };
  const governor = new Governor({
    measure: () => measures,
    openExchanges: () => open,
    limitExchanges: 10,
    longBodyBytes: 65_536,
    onChange: (change) => changes.push(change),
    closeIdle: () => closed.idle++,
    giveWay: () => closed.slow++,
    closeWebSockets: () => closed.sockets++,
  });
  const measure = (next: Partial<Measures>, times = 1): void => {
    measures = { ...CALM, ...next };
    for (let at = 0; at < times; at++) governor.tick();
  };
  return { governor, changes, closed, measure };
}

/** What is refused: WebSocket, GET, a long body, one of unknown length. */
function refusals({ governor }: ReturnType<typeof setUp>): boolean[] {
  return [
    governor.refuses('websocket', GET),
    governor.refuses('http', LONG),
    governor.refuses('http', CHUNKED),
    governor.refuses('http', { rawHeaders: ['Content-Length', '65536'] }),
    governor.refuses('http', GET),
  ];
}

describe('the order of degradation', () => {
  it.each([
    [0, {}, [false, false, false, false, false]],
    [1, { delayMs: 200 }, [true, false, false, false, false]],
    [2, { memory: 0.85 }, [true, true, true, false, false]],
    [3, { held: 0.9 }, [true, true, true, true, true]],
    [4, { delayMs: 5_000 }, [true, true, true, true, true]],
  ] as const)('step %d', (level, measures, refused) => {
    const set = setUp();
    set.measure(measures, 2);
    expect(set.governor.level).toBe(level);
    expect(refusals(set)).toEqual(refused);
    expect(set.closed).toMatchObject({ idle: level >= 3 ? 1 : 0, sockets: level >= 4 ? 1 : 0 });
  });

  it('stands in the documentation as in the table', () => {
    const page = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
    for (const { level, what, from } of STEPS)
      expect(page.replace(/ +/g, ' ')).toContain(
        `| ${level} | ${what} | ${from.delayMs.toLocaleString('en-US')} ms | ${Math.round(from.memory * 100)} % | ${Math.round(from.held * 100)} % |`,
      );
  });
});

describe('hysteresis', () => {
  it('takes one long turn of the event loop for no overload', () => {
    const set = setUp();
    set.measure({ delayMs: 3_000 });
    set.measure({});
    set.measure({ delayMs: 3_000 });
    expect([set.governor.level, set.changes]).toEqual([0, []]);
  });

  it('enters the lower of two steps that were asked for', () => {
    const set = setUp();
    set.measure({ delayMs: 3_000 });
    set.measure({ delayMs: 220 });
    expect(set.governor.level).toBe(1);
  });

  it('leaves step by step, after two seconds well below', () => {
    const set = setUp();
    set.measure({ delayMs: 850 }, 2);
    expect(set.governor.level).toBe(3);
    set.measure({ delayMs: 600 }, 20); // below what step 3 is entered from, but not well below
    expect(set.governor.level).toBe(3);
    set.measure({}, 8);
    expect(set.governor.level).toBe(2);
    set.measure({}, 16);
    expect(set.governor.level).toBe(0);
  });

  it('does not flutter when a measure stays at a threshold', () => {
    const set = setUp();
    for (let at = 0; at < 50; at++) set.measure({ memory: at % 2 === 0 ? 0.8 : 0.79 }, 2);
    expect(set.changes).toHaveLength(1);
  });
});

it('tells each change with its cause, and counts the steps that were entered', () => {
  const set = setUp();
  set.measure({ memory: 0.93 }, 2);
  set.measure({}, 8);
  expect(set.changes.map(({ from, to, cause }) => ({ from, to, cause }))).toEqual([
    { from: 0, to: 3, cause: 'memory' },
    { from: 3, to: 2, cause: undefined },
  ]);
  expect(set.governor.entered).toEqual([1, 1, 1, 0]);
});

it('does not take a reload of its own for overload', () => {
  const set = setUp();
  const resume = set.governor.suspend();
  set.measure({ delayMs: 3_000 }, 5);
  resume();
  set.measure({});
  expect(set.governor.level).toBe(0);
});

it('refuses exchanges beyond their number, and no WebSocket for that', () => {
  expect(refusals(setUp(11))).toEqual([false, true, true, true, true]);
  expect(refusals(setUp(10))).toEqual([false, false, false, false, false]);
});

it('lets the slowest give way where memory or bytes held back ask for it, and near the most exchanges', () => {
  const slow = (measures: Partial<Measures>, open = 0): number => {
    const set = setUp(open);
    set.measure(measures, 2);
    return set.closed.slow;
  };
  expect([slow({ memory: 0.85 }), slow({ held: 0.8 }), slow({ memory: 0.8 }), slow({ delayMs: 5_000 })]).toEqual([1, 1, 0, 0]);
  expect([slow({}, 9), slow({}, 10)]).toEqual([0, 2]);
});

describe('steps whose second one the operator moved', () => {
  const second = { delayMs: 100, memory: 0.5 };

  it('all come sooner, in proportion', () => {
    const level = (delayMs: number, memory: number): number => levelOf(inProportion({ delayMs, memory, held: 0 }, second));
    expect([40, 60, 110, 250, 600].map((delayMs) => level(delayMs, 0))).toEqual([0, 1, 2, 3, 4]);
    expect([0.2, 0.45, 0.55, 0.75, 0.9].map((memory) => level(0, memory))).toEqual([0, 1, 2, 3, 4]);
  });

  it('are where the table puts them when it stays there', () => {
    const measures = { delayMs: 321, memory: 0.77, held: 0.3 };
    const { delayMs, memory, held } = inProportion(measures, { delayMs: 400, memory: 0.85 });
    expect([delayMs, memory, held].map((value) => Number(value.toFixed(9)))).toEqual([321, 0.77, 0.3]);
  });
});

describe('memory that this process may have', () => {
  it.each([
    ['memory.max', '1073741824\n', 1_073_741_824],
    ['memory.max', 'max\n', 8e9],
    ['memory/memory.limit_in_bytes', '536870912\n', 536_870_912],
    ['memory/memory.limit_in_bytes', '9223372036854771712\n', 8e9],
    ['memory.max', '99000000000\n', 8e9],
  ])('%s of %j', (file, text, bytes) => {
    const root = mkdtempSync(join(tmpdir(), 'sluice-cgroup-'));
    mkdirSync(join(root, 'memory'));
    writeFileSync(join(root, file), text);
    expect(memoryLimitBytes(root, 8e9)).toBe(bytes);
    rmSync(root, { recursive: true });
  });

  it('is that of the machine where there are no control groups', () => {
    expect(memoryLimitBytes('/nowhere', 8e9)).toBe(8e9);
  });
});

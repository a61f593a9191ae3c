/** Masks that several workers remember together: whatever crosses when, in the end all know the same, and what the primary heard last counts. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { LIMITS } from '../../src/base/limits.js';
import { joined, MaskMemory, type MaskNote } from '../../src/engine/mask-memory.js';
import { MaskKeeper, type MasksKnown, type MasksSeen, type MaskWire, SharedMasks } from '../../src/lifecycle/masks.js';

/** Messages between processes, each delivered when the test says so, and in their order on each line. */
class Lines {
  readonly keeper = new MaskKeeper();
  readonly sizes: number[] = [];
  readonly #lines = new Map<string, (() => void)[]>();
  #workers = 0;

  async worker(): Promise<SharedMasks> {
    const number = ++this.#workers;
    let hear: (order: MasksKnown) => void = () => undefined;
    const wire: MaskWire = {
      tell: (report) => {
        this.#put(`from ${number}`, () => {
          this.keeper.hear(number, crossed(report), (order, taken) => {
            this.sizes.push(order.notes.length);
            this.#put(`to ${number}`, () => (taken(), hear(crossed(order))));
          });
        });
      },
      listen: (onOrder) => (hear = onOrder),
    };
    const shared = SharedMasks.join(wire);
    this.settle();
    return shared;
  }

  /** Delivers one message of one of the lines. Answers whether there was one. */
  deliver(at: number): boolean {
    const waiting = [...this.#lines.values()].filter(({ length }) => length > 0);
    const line = waiting[at % Math.max(1, waiting.length)];
    line?.shift()?.();
    return line !== undefined;
  }

  settle(): void {
    while (this.deliver(0)); // until nothing waits
  }

  #put(line: string, message: () => void): void {
    this.#lines.set(line, [...(this.#lines.get(line) ?? []), message]);
  }
}

const crossed = <T extends MasksSeen | MasksKnown>(message: T): T => JSON.parse(JSON.stringify(message)) as T;

const ours: MaskNote = { isOurs: true, isSure: true };
const theirs: MaskNote = { isOurs: false, isSure: true };

/** Lets workers send what waits. */
function settleAll(lines: Lines): void {
  for (let i = 0; i < 20; i++) {
    vi.advanceTimersByTime(LIMITS.masksToldMs);
    lines.settle();
  }
}

describe('masks that workers share', () => {
  const pretend = async (story: (lines: Lines) => Promise<void>): Promise<void> => {
    vi.useFakeTimers();
    try {
      await story(new Lines());
    } finally {
      vi.useRealTimers();
    }
  };

  it('are known to the others, and to one that comes later', () =>
    pretend(async (lines) => {
      const [one, other] = [await lines.worker(), await lines.worker()];
      one.note('a', ours);
      one.note('b', theirs);
      expect([other.isOurs('a'), one.key]).toEqual([undefined, other.key]);
      settleAll(lines);
      const late = await lines.worker();
      for (const worker of [one, other, late]) expect(['a', 'b', 'c'].map((hash) => worker.isOurs(hash))).toEqual([true, false, undefined]);
    }));

  it('cross in messages of a bounded size, none of them lost', () =>
    pretend(async (lines) => {
      const [one, other] = [await lines.worker(), await lines.worker()];
      const hashes = Array.from({ length: LIMITS.masksPerMessage * 2 + 5 }, (_, i) => `h${i}`);
      for (const hash of hashes) one.note(hash, ours);
      settleAll(lines);
      const late = await lines.worker();
      for (const worker of [one, other, late]) expect(hashes.filter((hash) => worker.isOurs(hash) !== true)).toEqual([]);
      expect(Math.max(...lines.sizes)).toBe(LIMITS.masksPerMessage);
    }));

  it('are forgotten, the oldest first, when there are too many, by all alike', () =>
    pretend(async (lines) => {
      const [one, other] = [await lines.worker(), await lines.worker()];
      const last = LIMITS.rememberedMasks + 1;
      for (let i = 0; i <= last; i++) one.note(`h${i}`, ours);
      settleAll(lines);
      for (const worker of [one, other]) expect([worker.isOurs('h0'), worker.isOurs(`h${last}`)]).toEqual([undefined, true]);
    }));

  it('that are seen again and again cross once, and are not forgotten', () =>
    pretend(async (lines) => {
      const [one, other] = [await lines.worker(), await lines.worker()];
      for (let i = 0; i < LIMITS.rememberedMasks; i++) {
        one.note('again', ours);
        one.note(`h${i}`, ours);
        if (i % 10_000 === 0) settleAll(lines);
      }
      settleAll(lines);
      expect([one.isOurs('again'), other.isOurs('again')]).toEqual([true, true]);
    }));

  it('are the same everywhere in the end, however messages overtake each other', async () => {
    const note = fc.record({ isOurs: fc.boolean(), isSure: fc.boolean() });
    const seen = fc.record({ worker: fc.nat(2), hash: fc.constantFrom('a', 'b'), note });
    const step = fc.oneof(seen, fc.record({ deliver: fc.nat(5) }), fc.constant('wait' as const));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), (steps) =>
        pretend(async (lines) => {
          const workers = [await lines.worker(), await lines.worker(), await lines.worker()];
          for (const each of steps) {
            if (each === 'wait') vi.advanceTimersByTime(LIMITS.masksToldMs);
            else if ('deliver' in each) lines.deliver(each.deliver);
            else workers[each.worker].note(each.hash, each.note);
          }
          settleAll(lines);
          workers.push(await lines.worker());
          for (const hash of ['a', 'b']) expect(new Set(workers.map((worker) => worker.isOurs(hash))).size).toBe(1);
        }),
      ),
    );
  });

  it('that a worker noted itself are not changed back by what others said before', () =>
    pretend(async (lines) => {
      const [one, other] = [await lines.worker(), await lines.worker()];
      other.note('a', theirs);
      vi.advanceTimersByTime(LIMITS.masksToldMs); // under way
      one.note('a', ours);
      lines.settle();
      expect(one.isOurs('a')).toBe(true);
      settleAll(lines);
      expect([one.isOurs('a'), other.isOurs('a')]).toEqual([true, true]);
    }));

  it('notes that wait together say what they say one after the other', () => {
    const note = fc.record({ isOurs: fc.boolean(), isSure: fc.boolean() });
    fc.assert(
      fc.property(fc.option(note), note, note, (known, earlier, later) => {
        const [apart, together] = [new MaskMemory(Buffer.of()), new MaskMemory(Buffer.of())];
        for (const memory of [apart, together]) if (known !== null) memory.note('a', known);
        for (const each of [earlier, later]) apart.note('a', each);
        together.note('a', joined(earlier, later));
        expect(together.isOurs('a')).toBe(apart.isOurs('a'));
      }),
    );
  });
});

/**
 * The story: somebody sends a short body that is nothing but beginnings – of telephone numbers, of passwords, of codes, of numbers in words – each of
 * which may reach over all the others. Sixty kilobytes of it stalled everybody on the worker for half a second. So work is counted, not timed: what
 * is done for each byte must be little, and no more in a long text than in a short one.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { numberBehind } from '../../src/detect/card/leading.js';
import { DigitAutomaton } from '../../src/detect/phone/automaton.js';
import { holdsName, valueEnd, type Kind } from '../../src/detect/secret/value.js';
import { Folded } from '../../src/detect/shape/fold.js';
import type { View } from '../../src/detect/view.js';
import { Sequence } from '../../src/spoken/sequence.js';
import { engine } from '../support/engine.js';

afterEach(() => vi.restoreAllMocks());

const repeated = (unit: string, bytes: number): Buffer =>
  Buffer.from(unit.repeat(Math.ceil(bytes / Buffer.byteLength(unit)))).subarray(0, bytes);

/** A view of bytes whose reads are counted. `serial` as of one scan. */
function counted(text: Buffer, serial: number): { view: View; reads: () => number } {
  let reads = 0;
  const bytes = new Proxy(new Uint8Array(text), {
    get: (target, key) => {
      if (typeof key === 'string' && /^\d/.test(key)) reads++;
      return Reflect.get(target, key, target) as unknown;
    },
  });
  return { view: { bytes, start: 0, end: text.length, complete: true, serial }, reads: () => reads };
}

describe('groups of digits that may each begin a telephone number and end many', () => {
  test.each(['(0)', '5(0)', '0(', '１(0)', '(2'])('%j: no plan is asked where no word announces one', (unit) => {
    const accepted = vi.spyOn(DigitAutomaton.prototype, 'accepted');
    const text = repeated(unit, 16_384);
    expect(engine.inspect(text, { format: 'text' }).effects).toEqual([]);
    expect(accepted.mock.calls.length / text.length).toBeLessThan(0.2);
  });

  test('the first that a word announces is still found among them', () => {
    const text = `${'(0)'.repeat(60)}, tel 070-123 45 67, ${'(0)'.repeat(60)}`;
    const { effects } = engine.inspect(Buffer.from(text), { format: 'text' });
    expect(effects).toContainEqual(
      expect.objectContaining({ finding: expect.objectContaining({ entity: 'contact.phone', start: 186 }) as unknown }),
    );
  });
});

describe('names like beads, each with all that follows for its value', () => {
  const KINDS: readonly (readonly [Kind, string])[] = [['form', 'password='], ['prose', 'password:x'], ['element', 'password>'], ['line', 'password"']]; // prettier-ignore

  test.each(KINDS)('behind a name, %s: the bytes are read once, not once for each name', (kind, unit) => {
    const { view, reads } = counted(repeated(unit, 8_192), 1_000_001 + KINDS.findIndex(([one]) => one === kind));
    for (let start = unit.length; start < view.end; start += unit.length) valueEnd(kind, '', view, start, view.end);
    expect(reads() / view.end).toBeLessThan(8);
  });

  test('whether a value holds its own name is found out once', () => {
    const { view, reads } = counted(repeated('passwor=', 8_192), 1_000_011);
    for (let start = 8; start < view.end; start += 8) expect(holdsName(view, start, view.end, 'password')).toBe(false);
    expect(reads() / view.end).toBeLessThan(8);
  });
});

describe('words that announce a code, one behind the other', () => {
  test.each(['cvv[', 'cvc{', 'cvv=', 'cvv '])('%j: what leads elsewhere is not read up to the last byte', (unit) => {
    const { view, reads } = counted(repeated(unit, 4_096), 1_000_021);
    for (let from = 3; from < view.end; from += unit.length) expect(numberBehind(view, from, 48)).toBe(-1);
    expect(reads() / view.end).toBeLessThan(8);
  });
});

describe('number words on and on', () => {
  test.each(['to ', 'uno\n', 'en{', 'to=', 'one two '])('%j: what was searched is not searched again', (unit) => {
    const alternatives = vi.spyOn(Sequence.prototype, 'alternatives');
    const text = repeated(unit, 16_384);
    engine.inspect(text, { format: 'text' });
    expect(alternatives.mock.calls.length / text.length).toBeLessThan(6);
  });
});

describe('plus signs one behind the other', () => {
  test('that may each be a space of a form: what stands before is read once', () => {
    const length = 8_192;
    const { view, reads } = counted(repeated('+1', length), 1_000_031);
    const region = { start: 1, end: length - 1, inString: false, isJson: false };
    const folded = new Folded();
    folded.read(view, region);
    folded.spaceForm(view, region);
    expect(reads() / length).toBeLessThan(8);
  });
});

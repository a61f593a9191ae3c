/** What holds for any text in any charset that can hold it: cuts change nothing, clean bytes stay, what comes out can be read, no card is left. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSingleByte, type Charset } from '../../src/base/charset.js';
import type { CharsetHints, MessageMeta } from '../../src/engine/api.js';
import { digitSoup, message } from '../support/arbitrary.js';
import { decode, encode } from '../support/charsets.js';
import { cutAt, runPieces, type Outcome } from '../support/cuts.js';
import { cardEngine as engine } from '../support/engine.js';

const charsets: Charset[] = [
  'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-2', 'iso-8859-5', 'koi8-r', 'windows-1251', 'windows-1256', 'ibm866', 'macintosh',
  'shift_jis', 'euc-jp', 'iso-2022-jp', 'gbk', 'gb18030', 'big5', 'euc-kr',
]; // prettier-ignore
const charset = fc.constantFrom(...charsets);
const meta = (declared: Charset): Partial<MessageMeta> => ({ charset: { declared, textual: true, markup: undefined } });
const cuts = fc.array(fc.nat(3000), { maxLength: 12 });
const clamp = (offsets: number[], bytes: Uint8Array): number[] => offsets.map((offset) => offset % (bytes.length + 1));

const pieces = [
  '4111111111111111', '5555-5555-5555-4444', '４１１１１１１１１１１１１１１１', '３７８２ ８２２４６３ １０００５', 'カード番号', 'ｶｰﾄﾞ', '身份证号', '카드', 'карта', 'säkerhetskod',
  'é', '「', '。', '\n', '"', ',', ' ', 'CVV 123', 'exp 12/27', '\\u0034', '中文', 'ㄴㄴㄴ', '\u3000\u3000', '1', '＊',
]; // prettier-ignore
const foreign = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join(''));
const anyText = fc.oneof(
  foreign,
  fc.string({ unit: 'binary', maxLength: 60 }),
  message().map((bytes) => Buffer.from(bytes).toString()),
  digitSoup().map((bytes) => Buffer.from(bytes).toString()),
);

/** The text in the charset, without what it cannot hold; a text must begin with ASCII, so that UTF-16 has a pattern. */
function held(text: string, as: Charset): Buffer {
  const plain = [...`>${Buffer.from(text).toString()}`].filter(
    (character) => !'\x1b\x0e\x0f'.includes(character) && encode(character, as) !== undefined,
  );
  return encode(plain.join(''), as) ?? Buffer.alloc(0);
}

/** Words that are by chance a character of UTF-8 as well, such as `карта` between others in ibm866, are read as that character. */
function looksLikeUtf8(bytes: Buffer, as: Charset): boolean {
  const sequence = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/;
  return isSingleByte(as) && sequence.test(bytes.toString('latin1'));
}

/** Undefined when the body is refused. */
function run(as: Charset | CharsetHints, parts: readonly Uint8Array[]): Outcome | undefined {
  const stream = engine.open(typeof as === 'string' ? meta(as) : { charset: as });
  const steps = [...parts.map((part) => stream.write(part)), stream.end()];
  const effects = steps.flatMap((step) => step.effects);
  if (effects.some(({ kind, ...rest }) => kind === 'refuse' && 'code' in rest && rest.code === 'SLUICE_CHARSET_UNSUPPORTED'))
    return undefined;
  expect(effects.every(({ kind }) => kind === 'finding')).toBe(true);
  return { output: Buffer.concat(steps.map(({ bytes }) => bytes)).toString('latin1'), effects };
}

describe('any text in any charset', () => {
  it('is masked alike however it is cut', () => {
    const property = fc.property(anyText, charset, cuts, (text, as, offsets) => {
      const input = held(text, as);
      expect(run(as, cutAt(input, clamp(offsets, input)))).toEqual(run(as, [input]));
    });
    fc.assert(property, { numRuns: 6000 });
  });

  it('can be read afterwards, is no longer, and is untouched outside of findings', () => {
    const property = fc.property(anyText, charset, (text, as) => {
      const input = held(text, as);
      const outcome = run(as, [input]);
      if (outcome === undefined) return;
      const output = Buffer.from(outcome.output, 'latin1');
      expect(output.length).toBeLessThanOrEqual(input.length);
      if (outcome.effects.length === 0) expect(output.equals(input)).toBe(true);
      const broken = (bytes: Uint8Array): number => decode(bytes, as).split('\ufffd').length;
      expect(broken(output)).toBeLessThanOrEqual(broken(input));
      const first = outcome.effects.reduce(
        (least, effect) => Math.min(least, effect.kind === 'finding' ? effect.finding.start : 0),
        input.length,
      );
      expect(output.subarray(0, first).equals(input.subarray(0, first))).toBe(true);
    });
    fc.assert(property, { numRuns: 4000 });
  });

  it('says in its own charset what the masked text says in UTF-8', () => {
    const property = fc.property(foreign, charset, (text, as) => {
      const input = held(text, as);
      fc.pre(!looksLikeUtf8(input, as));
      const outcome = run(as, [input]);
      if (outcome === undefined) return;
      const inUtf8 = runPieces(engine, { format: 'auto' }, [Buffer.from(decode(input, as))]);
      const expected = Buffer.from(inUtf8.output, 'latin1').toString();
      const wideAsterisk = (shown: string): string => shown.replaceAll('＊', '*').replaceAll('･', '*');
      expect(wideAsterisk(decode(Buffer.from(outcome.output, 'latin1'), as))).toBe(wideAsterisk(expected));
    });
    fc.assert(property, { numRuns: 4000 });
  });

  it('any bytes whatever, declared as anything, are masked alike however they are cut', () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), message());
    const property = fc.property(bytes, charset, cuts, (input, as, offsets) => {
      expect(run(as, cutAt(input, clamp(offsets, input)))).toEqual(run(as, [input]));
    });
    fc.assert(property, { numRuns: 6000 });
  });

  it('any opening whatever, under any head, is judged alike however it is cut', () => {
    const openings = [
      '\xef\xbb\xbf',
      '\xff\xfe',
      '\xfe\xff',
      '\0',
      '{\0',
      '\0"',
      '<?xml version="1.0" encoding="',
      '<meta charset=',
      'shift_jis',
      'utf-8',
      '"?>',
      '>',
      'a',
    ];
    const opening = fc.array(fc.constantFrom(...openings), { maxLength: 5 }).map((parts) => Buffer.from(parts.join(''), 'latin1'));
    const hints = fc.record({
      declared: fc.constantFrom(undefined, 'utf-8', 'utf-16', ...charsets),
      textual: fc.boolean(),
      markup: fc.constantFrom(undefined, 'html', 'xml'),
    });
    const property = fc.property(opening, message(20), hints, cuts, (start, rest, as, offsets) => {
      const input = Buffer.concat([start, rest]);
      expect(run(as, cutAt(input, clamp(offsets, input)))).toEqual(run(as, [input]));
    });
    fc.assert(property, { numRuns: 3000 });
  });
});

it('long bodies pass through in pieces: the same bytes, nothing kept', () => {
  for (const as of charsets) {
    const text = `{"note":"${'é 日本 card x '.repeat(9000)}","card":"4111 1111 1111 1111","end":"${'.'.repeat(40_000)}"}`;
    const input = held(text, as);
    const stream = engine.open({ ...meta(as), format: 'json' });
    const first = stream.write(input.subarray(0, -10));
    expect(stream.held).toBeLessThan(1000);
    const output = Buffer.concat([first.bytes, stream.end(input.subarray(-10)).bytes]);
    expect(decode(output, as)).toBe(decode(input, as).replace('4111 1111 1111 1111', '**** **** **** 1111'));
  }
});

it('a clean chunk leaves as the very buffer that came in', () => {
  for (const as of charsets) {
    const input = held('{"note":"nothing of note, nothing at all, and nothing more than that"}'.repeat(20), as);
    const stream = engine.open({ ...meta(as), format: 'json' });
    expect(stream.write(input).bytes === input, as).toBe(true);
  }
});

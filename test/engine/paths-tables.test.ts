/** Rules that name the columns of a table: properties that hold for every table. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAt, runPieces, singleBytes } from '../support/cuts.js';
import { engineOf } from '../support/paths.js';

const engine = await engineOf(['**.secret', 'a.b', 'list.*.x']);

const column = fc.constantFrom('id', 'secret', 'SECRET', 'a.b', 'a', 'b', 'list[0].x', 'x', 'note', 'sec"ret', '');
const isMeant = (name: string): boolean => name.toLowerCase() === 'secret' || name === 'a.b' || name === 'list[0].x';
const cell = fc.oneof(
  fc.constantFrom('', 'Berg', 'O"Brien', '"x"', 'a,b;c\td|e', 'Müller\n😀', '  x ', '=1', '="7"', '&eacute;', '%41'),
  fc.string({ maxLength: 6 }).map((value) => value.replaceAll(/[*\r]/g, '+')),
);
const separator = fc.constantFrom(',', ';', '\t', '|');
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const cuts = fc.array(fc.nat(400), { maxLength: 8 });
const table = fc.nat({ max: 3 }).chain((more) =>
  fc.record({
    header: fc.array(column, { minLength: more + 2, maxLength: more + 2 }),
    rows: fc.array(fc.array(cell, { minLength: more + 2, maxLength: more + 2 }), { maxLength: 4 }),
    separator,
    lineEnd,
  }),
);

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const written = (text: string, isAlways: boolean): string => (isAlways || /^[\s=]|[",;\t|\n]|\s$/.test(text) ? quoted(text) : text);

/** The cells of a table, read as RFC 4180 says. */
function read(text: string, by: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  for (;;) {
    let value = '';
    if (text[at] === '"') {
      const inner = /^(?:[^"]|"")*/.exec(text.slice(at + 1))?.[0] ?? '';
      value = inner.replaceAll('""', '"');
      at += inner.length + 2;
    } else while (at < text.length && text[at] !== by && text[at] !== '\n' && text[at] !== '\r') value += text[at++];
    rows.at(-1)?.push(value);
    if (at >= text.length) return rows;
    if (text[at] === by) at++;
    else {
      at += text.startsWith('\r\n', at) ? 2 : 1;
      rows.push([]);
    }
  }
}

describe('for every table', () => {
  it('what stands in a column that a path names is hidden, and nothing else', () => {
    const property = fc.property(table, fc.boolean(), ({ header, rows, separator: by, lineEnd: end }, isAlways) => {
      const text = [header, ...rows].map((cells) => cells.map((one) => written(one, isAlways)).join(by)).join(end);
      const output = read(engine.redact(text, { format: 'csv' }).output, by);
      const input = read(text, by);
      expect(output[0]).toEqual(input[0]);
      const names = input[0];
      for (const [row, cells] of input.entries()) {
        if (row === 0) continue;
        expect(output[row]).toHaveLength(cells.length);
        for (const [index, value] of cells.entries()) {
          const hidden = output[row][index];
          if (!isMeant(names.at(index) ?? '') || value.trim() === '') expect(hidden).toBe(value);
          else expect(hidden).toMatch(/^\s*\*+\s*$/);
        }
      }
    });
    fc.assert(property, { numRuns: 800 });
  });

  it('splitting changes nothing, and clean bytes are the very bytes', () => {
    const part = fc.constantFrom('secret', 'a.b', ',', ';', '\t', '"', '""', '="', '\n', '\r\n', '\r', ' ', 'Berg', '=', 'ä', '4111 1111 1111 1111', 'sep=;'); // prettier-ignore
    const property = fc.property(fc.boolean(), fc.array(part, { maxLength: 40 }), cuts, (hasHeader, parts, offsets) => {
      const body = Buffer.from(`${hasHeader ? 'id,secret,a.b\n' : ''}${parts.join('')}`);
      const whole = runPieces(engine, { format: 'csv' }, [body]);
      expect(runPieces(engine, { format: 'csv' }, cutAt(body, offsets.map((offset) => offset % (body.length + 1))))).toEqual(whole); // prettier-ignore
      expect(runPieces(engine, { format: 'csv' }, singleBytes(body))).toEqual(whole);
      expect(whole.output.length).toBeLessThanOrEqual(body.length);
      if (whole.effects.length === 0) expect(whole.output).toBe(body.toString('latin1'));
    });
    fc.assert(property, { numRuns: 800 });
  });
});

it('a long cell leaves piece by piece, and none of it stays', () => {
  const body = Buffer.from(`id;secret;x\n1;"${'ä ""b""\n'.repeat(8000)}";ok\n`);
  const whole = runPieces(engine, { format: 'csv' }, [body]);
  expect(whole.output).toMatch(/^id;secret;x\n1;"[*\s]+";ok\n$/);
  const stream = engine.open({ format: 'csv' });
  let output = '';
  for (let at = 0; at < body.length; at += 1000) {
    output += Buffer.from(stream.write(body.subarray(at, at + 1000)).bytes).toString('latin1');
    expect(stream.held).toBeLessThan(8192);
  }
  expect(output + Buffer.from(stream.end().bytes).toString('latin1')).toBe(whole.output);
});

it('behind a first line that is too long to name columns nothing is taken for a column', () => {
  const body = `secret,${'x'.repeat(70_000)},secret\nBerg,y,Berg\n`;
  expect(engine.redact(body, { format: 'csv' }).output).toBe(body.replaceAll('Berg,y', '****,y'));
});

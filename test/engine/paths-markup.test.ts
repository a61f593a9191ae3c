/** Rules that name elements and attributes of XML and form fields of HTML: properties that hold for every document. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Format } from '../../src/engine/api.js';
import { cutAt, runPieces, singleBytes } from '../support/cuts.js';
import { engineOf, isMeant } from '../support/paths.js';

const PATHS = ['**.secret', 'a.b', 'a.*.c', '**.a.**.end', 'deep.*'];
const engine = await engineOf(PATHS);
const steps = PATHS.map((path) => path.split('.'));
const cuts = fc.array(fc.nat(600), { maxLength: 8 });

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: readonly (Element | string)[];
}

const name = fc.constantFrom('a', 'b', 'c', 'x', 'end', 'deep', 'secret', 'SECRET', 'ns:secret', 'long:b', 'ä');
const text = fc.constantFrom('', 'Berg', 'O"Brien\'', 'Müller\n😀', '4111 1111', 'x > y', ' ');
const { tree } = fc.letrec<{ tree: Element }>((tie) => ({
  tree: fc.record({
    name,
    attributes: fc.dictionary(name, text, { maxKeys: 2 }),
    content: fc.array(fc.oneof({ maxDepth: 5, depthSize: 'small' }, text, tie('tree')), { maxLength: 3 }),
  }),
}));

const local = (full: string): string => full.replace(/^.*:/, '');
const escaped = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** The document as it is written, or as it should leave: each hidden text as `#`. */
function written(element: Element, isHiding: boolean, above: readonly string[] = []): string {
  const place = [...above, local(element.name)];
  const value = (raw: string, at: readonly string[]): string =>
    isHiding && raw.trim() !== '' && steps.some((path) => isMeant(path, at)) ? '#' : escaped(raw);
  const attributes = Object.entries(element.attributes).map(([key, raw]) => ` ${key}="${value(raw, [...place, local(key)])}"`);
  const content = element.content.map((child) =>
    typeof child === 'string' ? `${value(child, place)}<?seam?>` : written(child, isHiding, place),
  );
  return `<${element.name}${attributes.join('')}${content.length === 0 ? '/' : `>${content.join('')}</${element.name}`}>`;
}

it('what a path names in XML is hidden, and nothing else', () => {
  const property = fc.property(tree, (element) => {
    const { output } = engine.redact(written(element, false), { format: 'xml' });
    expect(output.replaceAll(/\*+/g, '#')).toBe(written(element, true));
  });
  fc.assert(property, { numRuns: 1500 });
});

describe('splitting changes nothing, and clean bytes are the very bytes', () => {
  const part = fc.constantFrom('<', '</', '>', '/>', '<a>', '</a>', '<secret>', '</secret', '<x:secret a="', 'secret="', "='", '"', "'", ' name=', ' value=', 'secret', '<input value="x" name="secret">', '<input value=', '<textarea name=secret>', '</textarea', '<select name="secret">', '</select>', '<option value="x">', '<script>', '</script>', '<!--', '-->', '--', '<![CDATA[', ']]>', ']', '<?x ', '?>', '<!x ', '&#65;', ' ', 'Berg', 'ä', '4111 1111 1111 1111'); // prettier-ignore
  it.each<Format>(['xml', 'html'])('%s', (format) => {
    const property = fc.property(fc.boolean(), fc.array(part, { maxLength: 30 }), cuts, (isInside, parts, offsets) => {
      const body = Buffer.from(`${isInside ? '<secret>' : ''}${parts.join('')}`);
      let whole;
      try {
        whole = runPieces(engine, { format }, [body]);
      } catch {
        expect(() => runPieces(engine, { format }, singleBytes(body))).toThrow();
        return;
      }
      expect(runPieces(engine, { format }, cutAt(body, offsets.map((offset) => offset % (body.length + 1))))).toEqual(whole); // prettier-ignore
      expect(runPieces(engine, { format }, singleBytes(body))).toEqual(whole);
      expect(whole.output.length).toBeLessThanOrEqual(body.length);
      if (whole.effects.length === 0) expect(whole.output).toBe(body.toString('latin1'));
    });
    fc.assert(property, { numRuns: 1200 });
  });
});

describe('limits', () => {
  const refusalOf = (body: string, format: Format): unknown => engine.open({ format }).end(Buffer.from(body)).effects.at(-1);

  it('a long text leaves piece by piece, and none of it stays', () => {
    const body = Buffer.from(`<r><secret>${'ä&lt;b \n'.repeat(8000)}</secret>ok</r>`);
    const whole = runPieces(engine, { format: 'xml' }, [body]);
    expect(whole.output).toMatch(/^<r><secret>[*\s]+<\/secret>ok<\/r>$/);
    const stream = engine.open({ format: 'xml' });
    let output = '';
    for (let at = 0; at < body.length; at += 1000) {
      output += Buffer.from(stream.write(body.subarray(at, at + 1000)).bytes).toString('latin1');
      expect(stream.held).toBeLessThan(8192);
    }
    expect(output + Buffer.from(stream.end().bytes).toString('latin1')).toBe(whole.output);
  });

  it('a document of XML that is nested too deeply is refused, one at the limit is followed', () => {
    const nested = (depth: number): string => `${'<x>'.repeat(depth)}<secret>Berg</secret>${'</x>'.repeat(depth)}`;
    expect(engine.redact(nested(999), { format: 'xml' }).output).toContain('>****<');
    expect(refusalOf(nested(1000), 'xml')).toEqual({ kind: 'refuse', code: 'SLUICE_PATH_TOO_DEEP' });
  });

  it('a value of HTML that waits too long for the name of its field is refused, however it is cut', () => {
    const tag = (length: number): string => `<input value="${'x'.repeat(length)}" name="other">`;
    expect(engine.redact(tag(65_000), { format: 'html' }).output).toBe(tag(65_000));
    expect(refusalOf(tag(66_000), 'html')).toEqual({ kind: 'refuse', code: 'SLUICE_PATH_UNDECIDED' });
    expect(refusalOf(`<input value="x" alt="${'x'.repeat(66_000)}">`, 'html')).toEqual({ kind: 'refuse', code: 'SLUICE_PATH_UNDECIDED' });
    const known = `<input name="other" value="${'x'.repeat(66_000)}">`;
    expect(engine.redact(known, { format: 'html' }).output).toBe(known);
    const stream = engine.open({ format: 'html' });
    const effects = Array.from({ length: 70 }, () => stream.write(Buffer.from('<input value="x'.padEnd(1000, 'x'))).effects).flat();
    expect(effects).toEqual([{ kind: 'refuse', code: 'SLUICE_PATH_UNDECIDED' }]);
  });
});

/** Properties of multipart bodies and forms: any cut gives the same bytes, clean bytes stay, what is masked still reads as a form. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { engine } from '../support/engine.js';
import { cutAt, runPieces } from '../support/cuts.js';

const CARD = '4111111111111111';
const META = { format: 'multipart', contentType: 'multipart/mixed; boundary="-b"' } as const;
const CLEAN = ['', 'x', '\r\n', '\n', '\r', '--', '-', '---', '--b', '\r\n--', '\r\n-- -b', 'caf\u00e9', '{"a":1}', ' '];
const content = (words: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...words), { maxLength: 8 }).map((parts) => parts.join(''));
const ENCODINGS = ['7bit', 'base64', 'quoted-printable'] as const;

function encoded(text: string, encoding: (typeof ENCODINGS)[number]): string {
  if (encoding === 'base64') return Buffer.from(text).toString('base64').replaceAll(/.{11}/g, '$&\r\n');
  if (encoding === '7bit') return text;
  return text.replaceAll(/[^]/g, (unit, at: number) => (at % 3 === 0 ? [...Buffer.from(unit)].map((byte) => `=${byte.toString(16).padStart(2, '0')}`).join('') : unit === '=' ? '=3D' : unit)); // prettier-ignore
}

const bodies = (words: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(content(words), fc.constantFrom(...ENCODINGS)), { minLength: 1, maxLength: 4 })
    .filter((parts) => parts.every(([text]) => !/[\r\n]---b/.test(`\n${text}`)))
    .map((parts) =>
      parts.map(([text, encoding]) => `---b\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${encoded(text, encoding)}\r\n`).join(''),
    )
    .map((parts) => `${parts}---b--\r\n`);
const cuts = fc.array(fc.nat(600), { maxLength: 8 });
const clamp = (offsets: readonly number[], bytes: Uint8Array): number[] => offsets.map((offset) => offset % (bytes.length + 1));

/** What comes of a body; a refusal is the same whatever of it had left before. */
function outcome(pieces: readonly Uint8Array[]): unknown {
  const stream = engine.open(META);
  const steps = [...pieces.map((piece) => stream.write(piece)), stream.end()];
  const effects = steps.flatMap((step) => step.effects);
  const refused = effects.find(({ kind }) => kind === 'refuse');
  return refused ?? { output: Buffer.concat(steps.map(({ bytes }) => bytes)).toString('latin1'), effects };
}

it('splitting a multipart body changes nothing', () => {
  const property = fc.property(bodies([...CLEAN, CARD, `card ${CARD} `, '\uff14111 1111 1111 1111 ']), cuts, (body, offsets) => {
    const bytes = Buffer.from(body);
    expect(outcome(cutAt(bytes, clamp(offsets, bytes)))).toEqual(outcome([bytes]));
  });
  fc.assert(property, { numRuns: 300 });
});

it('a clean multipart body leaves byte for byte', () => {
  const property = fc.property(bodies(CLEAN), cuts, (body, offsets) => {
    const bytes = Buffer.from(body);
    expect(runPieces(engine, META, cutAt(bytes, clamp(offsets, bytes))).output).toBe(bytes.toString('latin1'));
  });
  fc.assert(property, { numRuns: 300 });
});

it('no card survives in a form, and the form keeps its names and other values', () => {
  const value = fc.array(fc.constantFrom('a', ' ', '&', '=', '"', '{', '%', '\u00e9', ` ${CARD} `, `"${CARD}"`), { maxLength: 6 });
  const property = fc.property(fc.array(value, { maxLength: 4 }), cuts, (values, offsets) => {
    const form = new URLSearchParams(values.map((parts, index): [string, string] => [`n${index}_`, parts.join('')]));
    const bytes = Buffer.from(form.toString());
    const { output } = runPieces(engine, { format: 'form' }, cutAt(bytes, clamp(offsets, bytes)));
    const redacted = new URLSearchParams(output);
    expect([...redacted.keys()]).toEqual([...form.keys()]);
    expect([...redacted.values()].join('\n')).not.toContain(CARD);
    for (const [name, text] of form) if (!text.includes(CARD)) expect(redacted.get(name)).toBe(text);
  });
  fc.assert(property, { numRuns: 300 });
});

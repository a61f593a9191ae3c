/** Markup and tables: however cut the same, well-formed as before, and refused where nothing can be masked. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Format } from '../../src/engine/api.js';
import { createEngine } from '../../src/engine/engine.js';
import { cutAt } from '../support/cuts.js';
import { engine } from '../support/engine.js';
import { rules } from '../support/rules.js';

const CARD = '4111111111111111';
const pieces = ['4111', ' 1111', '1111', '4111111111111111', '5555 5555 5555 4444', ' ', '\n', '<b>', '</b>', '<span class="x">', '</span>', '<p>', '</p>', '<br/>', '<td>', '</td>', '<!--', '-->', '->', '<!-->', '<!--->', '<![CDATA[', ']]>', ']', '<script>', '</script>', '</scr', '<script type="application/json">', '{"card":4111111111111111}', '<style>', '</style>', '<?x ', '?>', '<!DOCTYPE html>', '<', '>', '"', "'", '=', '&#52;', '&nbsp;', '<a href="?c=4111111111111111">', '<i title=', '/', 'card ', 'cvv', 'ssn', ',', ';', '\t', '123', '4.11111E+15', '\r\n', '<textarea>', '</textarea>', 'é', `<b>${'x'.repeat(1100)}`, `<!--${'y'.repeat(700)}-->`]; // prettier-ignore
const document = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => Buffer.from(parts.join('')));

/** What leaves before a refusal may depend on the cuts; what does not leave must not. */
function run(format: Format, parts: readonly Uint8Array[]): { output: string; told: string; isRefused: boolean } {
  const stream = engine.open({ format });
  const steps = [...parts.map((part) => stream.write(part)), stream.end()];
  const effects = steps.flatMap((step) => step.effects);
  const isRefused = effects.some(({ kind }) => kind === 'refuse');
  return { output: isRefused ? '' : Buffer.concat(steps.map(({ bytes }) => bytes)).toString('latin1'), told: isRefused ? '' : JSON.stringify(effects), isRefused }; // prettier-ignore
}

const tagsOf = (text: string): string[] => [...text.matchAll(/<\/?[a-z]+|-->|\]\]>|<!\[CDATA\[|<!--|["'=<>]/g)].map(([tag]) => tag);

describe.each(['html', 'xml', 'csv'] as const)('%s', (format) => {
  it('splitting changes nothing', () => {
    const property = fc.property(document, fc.array(fc.nat(3000), { maxLength: 8 }), (bytes, offsets) => {
      const cuts = offsets.map((offset) => offset % (bytes.length + 1));
      expect(run(format, cutAt(bytes, cuts))).toEqual(run(format, [bytes]));
    });
    fc.assert(property, { numRuns: 1500 });
  });

  it('tags, quotes and separators stay', () => {
    const property = fc.property(document, (bytes) => {
      const { output, isRefused } = run(format, [bytes]);
      if (isRefused) return;
      expect(tagsOf(output)).toEqual(tagsOf(bytes.toString('latin1')));
      // A semicolon may belong to a reference that is a digit.
      expect(output.replaceAll(/[^,\t\r\n]/g, '')).toBe(bytes.toString('latin1').replaceAll(/[^,\t\r\n]/g, ''));
    });
    fc.assert(property, { numRuns: 1500 });
  });
});

it('chunks handed over for good give the same bytes', () => {
  const property = fc.property(document, (bytes) => {
    const plain = run('html', [Buffer.from(bytes)]);
    if (!plain.isRefused) expect(engine.open({ format: 'html', ownsChunks: true }).end(Buffer.from(bytes)).bytes.toString()).toBe(Buffer.from(plain.output, 'latin1').toString()); // prettier-ignore
  });
  fc.assert(property, { numRuns: 500 });
});

describe('what cannot be masked', () => {
  const refusal = (format: Format, text: string): string | undefined => {
    const effect = engine
      .open({ format })
      .end(Buffer.from(text))
      .effects.find(({ kind }) => kind === 'refuse');
    return effect?.kind === 'refuse' ? effect.code : undefined;
  };
  it.each([
    ['a script', 'html', `<script>var card="${CARD}"</script>`],
    ['a style', 'html', `<style>a::after{content:"${CARD}"}</style>`],
    ['a script of unknown type', 'html', `<script type="text/template">${CARD}</script>`],
    ['the name of an element', 'xml', `<a${CARD}/>`],
    ['the name of an attribute', 'xml', `<a c${CARD}="x"/>`],
    ['an instruction', 'xml', `<?x ${CARD}?><a/>`],
    ['a document type', 'xml', `<!DOCTYPE a SYSTEM "${CARD}"><a/>`],
  ] as const)('a card in %s refuses the message', (_, format, text) => {
    expect(refusal(format, text)).toBe('SLUICE_SCRIPT_SENSITIVE');
  });

  it('is only reported when the policy only reports', () => {
    const observing = createEngine({ rules, mode: 'observe' });
    const text = `<script>var card="${CARD}"</script>`;
    const { output, findings } = observing.redact(text, { format: 'html' });
    expect(output).toBe(text);
    expect(findings).toHaveLength(1);
  });

  it.each(['html', 'xml'] as const)('a document type with declarations of its own is refused (%s)', (format) => {
    expect(refusal(format, '<!DOCTYPE a [<!ENTITY b "4111"><!ENTITY c "&b;1111">]><a>&c;</a>')).toBe('SLUICE_DOCTYPE_REFUSED');
    expect(refusal(format, '<!DOCTYPE a PUBLIC "[" "["><a/>')).toBeUndefined();
  });
});

it('memory stays bounded: markup without end between two digits', () => {
  const stream = engine.open({ format: 'html' });
  stream.write(Buffer.from('<p>4111'));
  for (let i = 0; i < 200; i++) stream.write(Buffer.from('<b><!-- comment --></b>'.repeat(1000)));
  expect(stream.held).toBeLessThan(200_000);
});

describe('inside of other things', () => {
  it.each([
    ['html', '<p>4111 <b>1111</b> 1111 1111</p>', '<p>**** <b>****</b> **** 1111</p>'],
    ['csv', 'id,cvv\n1,123\n', 'id,cvv\n1,***\n'],
  ] as const)('the name of a form field before it is no part of the document (%s)', (format, text, masked) => {
    const bytes = Buffer.from(text);
    const lead = 'name="<script>,x"\r\n\r\n';
    for (let at = 0; at <= bytes.length; at++) {
      const stream = engine.open({ format, lead });
      const steps = [stream.write(bytes.subarray(0, at)), stream.end(bytes.subarray(at))];
      expect(Buffer.concat(steps.map((step) => step.bytes)).toString()).toBe(masked);
    }
  });

  it('a document in another charset is refused with the code of its own reason', () => {
    const charset = { declared: 'utf-16le', markup: 'xml', textual: true } as const;
    const refused = (text: string): unknown => engine.open({ format: 'xml', charset }).end(Buffer.from(`\ufeff${text}`, 'utf16le')).effects;
    expect(refused('<!DOCTYPE a [<!ENTITY b "4111">]><a>&b;</a>')).toEqual([{ kind: 'refuse', code: 'SLUICE_DOCTYPE_REFUSED' }]);
  });
});

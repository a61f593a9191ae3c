/**
 * Whoever wants to carry a card out of the contact centre, or just has an odd program, writes it in a form that a plain pattern misses, in
 * a body that a plain scanner cannot read. Every hard form of the level `must` in every carrier: whatever a free reader decodes from what
 * comes out, the number is not in it, and the body is as valid as it was.
 */
import { describe, expect, it } from 'vitest';
import { engine } from '../support/engine.js';
import { inspect, undo } from '../support/bodies.js';
import { CHARSET_CARRIERS, CODED_CARRIERS, PLAIN_CARRIERS, type Carrier } from '../support/carriers.js';
import { MUST_FORMS, type HardForm } from '../support/hard-forms.js';
import { reveals } from '../support/oracle.js';

/** Forms that pass in these carriers, as docs/known-limits.md says. */
const KNOWN: readonly { readonly carrier: RegExp; readonly form: RegExp; readonly why: string }[] = [
  { carrier: /escaped|entities/, form: /EMV/, why: 'tags and separators of EMV fields are read as they stand, not as escapes' },
];

const isKnown = (carrier: Carrier, { category, name }: HardForm): boolean =>
  KNOWN.some((limit) => limit.carrier.test(carrier.name) && limit.form.test(`${category}: ${name}`));

/** What goes wrong with one form in one carrier; undefined when nothing does or the carrier cannot hold it. */
function fault(carrier: Carrier, { text, pan }: HardForm): string | undefined {
  const encoded = carrier.encode(text);
  if (encoded === undefined) return undefined;
  const bytes = undo(carrier.coding, encoded);
  if (typeof bytes === 'string') return `undone as ${bytes}`;
  if (!reveals([...carrier.decode(bytes), Buffer.from(bytes).toString('latin1')], pan)) return 'the judge does not see it before';
  const { output, refused } = inspect(engine, carrier.contentType, [bytes]);
  if (refused !== undefined) return undefined; // nothing has left
  try {
    if (reveals([...carrier.decode(output), output.toString(), output.toString('latin1')], pan)) return 'the number is left';
  } catch (error) {
    return `not valid any more: ${error instanceof Error ? error.message : 'error'}`;
  }
  return output.length > bytes.length ? 'longer than before' : undefined;
}

describe.each([
  ['formats', PLAIN_CARRIERS],
  ['charsets', CHARSET_CARRIERS],
  ['content codings', CODED_CARRIERS],
])('%s', (_, carriers) => {
  it.each(carriers.map((carrier) => [carrier.name, carrier] as const))('%s', (_name, carrier) => {
    const faults = MUST_FORMS.filter((form) => !isKnown(carrier, form)).flatMap((form) => {
      const found = fault(carrier, form);
      return found === undefined ? [] : [`${form.category}: ${form.name}: ${found}`];
    });
    expect(faults).toEqual([]);
  });
});

it('the limits that are listed still hold: a form that no longer passes is taken off the list', () => {
  const carriers = [...PLAIN_CARRIERS, ...CHARSET_CARRIERS, ...CODED_CARRIERS];
  const idle = KNOWN.filter((limit) =>
    carriers.every((carrier) => MUST_FORMS.every((form) => !limit.carrier.test(carrier.name) || !limit.form.test(`${form.category}: ${form.name}`) || fault(carrier, form) === undefined)),
  );
  expect(idle).toEqual([]);
}); // prettier-ignore

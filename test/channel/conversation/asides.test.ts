/** Numbers that are said by the way are judged by what stands right beside them: as if the whole text had been read, digit by digit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OTHER } from '../../../src/channel/conversation/api.js';
import { UtteranceReader } from '../../../src/channel/conversation/utterance.js';
import { topicsOf } from '../../../src/channel/digits.js';
import { numberWords } from '../../../src/spoken/lexicon.js';
import { rules } from '../../support/rules.js';

const reader = new UtteranceReader(rules.rules);

const PROSE = [
  'Thank you for calling; I have opened the case and will write as soon as the parcel is found.',
  'Could you tell me which of the two addresses is right?',
  'One of my colleagues will call you, there are three of them.',
  'we have only two left of these in the store',
  'It arrives in two to three days between 9:00 and 17:30.',
  'Your order 5100427 has left our house on 4 May, ticket #771203.',
  'Vielen Dank für Ihren Anruf am 12. März; die zwei Kollegen melden sich in zwei bis drei Tagen.',
  'Könnten Sie uns sagen, welche der drei Adressen richtig ist? Es sind fünf Äpfel und ein Paket.',
  'Nous avons ouvert un dossier le 4 juillet, les deux colis arrivent dans trois jours.',
  'Vi har två kollin kvar – ett av dem är ditt, det kostar 49 kr.',
  'Ik heb een vraag over de twee adressen, er zijn er drie.',
  'Tengo dos preguntas sobre un problema con mi pedido.',
  'the next are four one one, it is one',
  'Anna: two. Bert: one one',
] as const; // prettier-ignore
const WORDS = 'the of which my is are right address addresses please thanks colleagues left then um and to for übrig adressen Tage card number SSN Äpfel'.split(' '); // prettier-ignore
const word = fc.oneof(
  { arbitrary: fc.constantFrom(...WORDS), weight: 8 },
  { arbitrary: fc.constantFrom('one', 'two', 'three', 'zwei', 'drei', 'ein', 'deux', 'un', 'en', 'två', 'twelve', 'TWO', 'double', 'null', 'oh', 'una', 'dos', 'um', 'acht', 'zweihundert'), weight: 3 }, // prettier-ignore
  { arbitrary: fc.constantFrom(...numberWords()), weight: 1 },
  { arbitrary: fc.constantFrom('4', '12', '4111', '9:30', '€', '#', '٣', '①', '\u{e000}', '\\u0034', '%34', '&#52;'), weight: 1 },
  { arbitrary: fc.stringMatching(/^[a-zA-Zåäöéß]{1,9}$/), weight: 1 },
);
const GAPS = [
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  ', ',
  '. ',
  '-',
  ' - ',
  ': ',
  ' # ',
  '\n',
  ' — ',
  '’',
  '/',
  '\u00a0',
  '\u200b',
  '\u00ad',
  '  ',
  ' .. ',
  '',
];
const loose = fc.array(fc.tuple(word, fc.constantFrom(...GAPS)), { minLength: 1, maxLength: 30 }).map((parts) => parts.flat().join(''));
const text = fc.array(fc.oneof(fc.constantFrom(...PROSE), loose), { minLength: 1, maxLength: 5 }).map((parts) => parts.join(' '));
/** Long words and rows of what cannot be seen put what tells out of reach. */
const far = fc
  .tuple(text, fc.constantFrom('\u200b', 'a', ' ', '.', 'é'), fc.integer({ min: 0, max: 80 }), text)
  .map(([before, filling, times, behind]) => `${before} two ${filling.repeat(times)}${behind}`);

const RUNS = Number(process.env.ASIDES_RUNS ?? 1_500);

/** Who listens knows the same as who reads, but for the digits of a text that has none that count. */
function expectTheSame(bytes: Uint8Array, start: number, end: number): void {
  const { hasAsides, ...heard } = reader.listenTo(bytes, start, end);
  const read = reader.readUtterance(bytes, start, end);
  const areAsides = read.digits.length > 0 && read.doubts?.every((doubt) => doubt === OTHER) === true;
  if (hasAsides === true) expect(areAsides).toBe(true);
  expect({ ...heard, digits: [...heard.digits] }).toEqual(
    hasAsides === true ? { ...heard, ...topicsOf(read), digits: [] } : { ...read, digits: [...read.digits] },
  );
}

describe('a text that is read by what stands beside its numbers', () => {
  it.each([...PROSE])('%s', (written) => {
    const bytes = Buffer.from(written.repeat(5));
    expectTheSame(bytes, 0, bytes.length);
  });

  it.each([['texts', text], ['what stands far away', far]] as const)('says what it says when all of it is read: %s', (_name, texts) => {
    fc.assert(
      fc.property(texts, fc.nat(3), (written, margin) => {
        const bytes = Buffer.from(`"is${written} one`);
        const [start, end] = [margin, bytes.length - margin];
        expectTheSame(bytes, start, end);
      }),
      { numRuns: RUNS },
    );
  }); // prettier-ignore

  it('most running texts of a chat have nothing but such numbers', () => {
    const passedOver = PROSE.filter((written) => reader.listenTo(Buffer.from(written), 0, Buffer.byteLength(written)).hasAsides === true);
    expect(passedOver.length).toBeGreaterThan(PROSE.length / 4);
  });
});

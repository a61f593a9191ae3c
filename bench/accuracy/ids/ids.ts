/** Generators of national identifiers in context, and of the same numbers made wrong. */
import { mark, type Draft, type Generator } from '../case.js';
import { carry, LABELLED, wrapSentence } from '../carriers.js';
import type { Random } from '../../corpus/random.js';
import { AMERICAS } from './americas.js';
import { ASIA_AFRICA } from './asia-africa.js';
import { EAST } from './europe-east.js';
import { NORTH } from './europe-north.js';
import { WEST } from './europe-west.js';
import type { Identifier } from './identifier.js';
import { sentencesOf } from './sentences.js';

export const IDENTIFIERS: readonly Identifier[] = [...NORTH, ...WEST, ...EAST, ...AMERICAS, ...ASIA_AFRICA];

const one = <T>(random: Random, items: readonly T[], fallback: T): T => items[random.int(0, items.length - 1)] ?? fallback;

/** Names that any country gives its identifier in English: where the check digits of two countries hold, either is right. */
const ANYWHERE: ReadonlySet<string> = new Set(
  ('national identity number; national identification number; national identity card; identity number; personal identity number; ' +
   'vat number; vat no; vat registration number').split('; '),
); // prettier-ignore

/** Entities that a name stands for beside the identifier's own: Danes and Swedes both have a personnummer. */
function sharersOf(label: string): readonly string[] {
  const name = label.toLowerCase();
  if (ANYWHERE.has(name)) return ['id.'];
  return IDENTIFIERS.filter(({ labels }) => labels.some((other) => other.toLowerCase() === name)).flatMap(({ entities }) => entities);
}

/** In a field named after the identifier, or in a sentence that names it. */
function inContext(random: Random, { labels, language }: Identifier, value: string): Draft {
  const label = one(random, labels, '');
  const alsoRight = sharersOf(label);
  if (random.chance(0.55)) return { ...carry(random, LABELLED, { label, value, numeric: /^[1-9]\d{0,17}$/.test(value) }), alsoRight };
  const sentence = one(random, sentencesOf(language), '{label} {value}');
  return { ...wrapSentence(random, sentence.replace('{label}', label).replace('{value}', mark(value))), alsoRight };
}

function present(identifier: Identifier): Generator {
  const [entity = ''] = identifier.entities;
  return {
    name: `ids/${entity}`,
    group: 'ids',
    category: entity,
    level: identifier.tier === 1 ? 'must' : 'should',
    entities: identifier.entities,
    kind: 'present',
    letters: true,
    make: (random) => inContext(random, identifier, identifier.valid(random)),
  };
}

function absent(identifier: Identifier): Generator[] {
  const { spoil } = identifier;
  if (spoil === undefined) return [];
  const [entity = ''] = identifier.entities;
  return [
    {
      ...present(identifier),
      name: `ids/${entity}/invalid`,
      category: `${entity}, invalid`,
      kind: 'absent',
      // a rule without check digits may rightly take it for something more general
      entities: [entity],
      make: (random) => inContext(random, identifier, spoil(identifier.valid(random), random)),
    },
  ];
}

export const IDS: readonly Generator[] = IDENTIFIERS.flatMap((identifier) => [present(identifier), ...absent(identifier)]);

/** The rule language: the shape of a rule pack in YAML. Unknown keys are mistakes. */
import { z } from 'zod';

/** What PCI DSS, data protection law and common sense tell apart. A `look-alike` is never reported: it competes with other findings. */
export const CLASSES = ['sad', 'cardholder', 'national-id', 'bank', 'contact', 'secret', 'custom', 'look-alike'] as const;

export const ACTIONS = ['allow', 'observe', 'mask', 'truncate', 'alias', 'hash', 'remove', 'block'] as const;

/** `id.se.personnummer`, `api-keys` */
const NAME = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

const score = z.int().min(1).max(100);

/** Words that a kernel literal can hold: 2 to 30 bytes of UTF-8. A phrase may be written with spaces; keys in any style match it. */
const word = z.string().refine((text) => text.length >= 2 && Buffer.byteLength(text) <= 30, 'a word takes 2 to 30 bytes');

/** Words and phrases near a value, in any language and script. */
const near = z.string().min(2).max(80);

export const contextSchema = z.strictObject({
  required: z.enum(['always', 'bare', 'never']).default('never').describe('Whether words are needed: always, only for a value without separators (bare), or never.'), // prettier-ignore
  words: z.array(near).default([]).describe('Words that raise the score when near: in the JSON key, the element or attribute name, the label, the text around.'), // prettier-ignore
  excluding: z.array(near).default([]).describe('Words that lower the score: they say that the value is something else.'),
});

const common = {
  id: z.string().regex(NAME, 'lower-case words joined by dots').describe('Name of the rule, once in all packs. Findings carry it.'),
  entity: z.string().regex(NAME, 'lower-case words joined by dots').describe('What is found: id.se.personnummer, bank.iban, own.contract.'),
  class: z
    .enum(CLASSES)
    .describe('Kind of data; it decides what is done by default. A look-alike is never reported: it competes with findings.'),
  source: z.string().optional().describe('The standard or authority that defines the format.'),
  score: score.optional().describe('Score of a value that its validator accepts, before context: 60 unless said. Findings need 50.'),
  action: z.enum(ACTIONS).optional().describe('What the default policy does with findings of this rule; by class unless said.'),
  match: z.array(z.string()).min(1).describe('Texts in which the rule must find something. A rule that does not does not load.'),
  no_match: z.array(z.string()).min(1).describe('Texts in which the rule must find nothing.'),
};

/** An example of a rule with paths: a text whose format its beginning gives away, or a document of a format that must be said. */
const example = z.union(
  [z.string(), z.strictObject({ format: z.enum(['json', 'ndjson', 'sse', 'form']), document: z.string() })],
  'must be a text, or { format: json, ndjson, sse or form, document: a text }',
);
const examples = z.array(example).min(1);

const prefix = z.string().regex(/^\d{1,8}(?:-\d{1,8})?$/, 'an issuer prefix such as "4" or a range such as 51-55');
const digitCounts = z.array(z.int().min(12).max(19)).min(1);

const brand = z.strictObject({
  name: z.string(),
  prefixes: z.array(prefix).min(1),
  lengths: digitCounts,
  lengths_in_context: digitCounts.optional(),
  in_context: z.boolean().optional(),
  luhn: z.boolean(),
});

const cardContext = z.array(z.string().min(2)).min(1);
const words = z.array(word).min(1);
const validator = z.string().optional().describe('Name of the check of a value: check digits, dates, ranges.');

export const ruleSchema = z.discriminatedUnion('detector', [
  z.strictObject({ ...common, detector: z.literal('pan'), brands: z.array(brand).min(1), context: cardContext, other_labels: z.array(z.string()) }), // prettier-ignore
  z.strictObject({ ...common, detector: z.literal('track') }),
  z.strictObject({ ...common, detector: z.literal('cvc'), words }),
  z.strictObject({ ...common, detector: z.literal('pin'), words }),
  z.strictObject({ ...common, detector: z.literal('expiry'), words }),
  /** A sequence of digits, letters and separators (src/detect/shape/notation.ts), judged by a validator and the words around. */
  z.strictObject({
    ...common,
    detector: z.literal('shape'),
    shapes: z.array(z.string().min(2)).min(1).describe('How it is written: 9 a digit, A a letter, X either, MM DD YY a date, ~ a separator or none, [..] a set, {2,4} ?'), // prettier-ignore
    validator,
    context: contextSchema.optional(),
  }),
  z.strictObject({ ...common, detector: z.literal('iban'), context: contextSchema.optional() }),
  z.strictObject({ ...common, detector: z.literal('email') }),
  z.strictObject({ ...common, detector: z.literal('phone'), context: contextSchema.optional() }),
  /** A token that begins with a literal, such as an API key; `value` is a linear-time pattern for what follows the literal. */
  z.strictObject({
    ...common,
    detector: z.literal('secret'),
    literals: words,
    value: z.string(),
    keep_literal: z.boolean().default(false).describe('Leave the literal readable and hide only what follows.'),
    extent: z.enum(['exact', 'token', 'jwt', 'pem']).default('exact').describe('How far it reaches: to the end of the match, of the token, of a JSON web token, of a key in PEM.'), // prettier-ignore
  }),
  /** The whole value of a field that its name gives away: a password, an account number without check digits. */
  z.strictObject({ ...common, detector: z.literal('field'), words, value: z.string(), validator: z.string().optional() }),
  /** The words themselves. */
  z.strictObject({ ...common, detector: z.literal('literal'), literals: words }),
  /** Whatever stands at a place of a document (src/detect/path/notation.ts). */
  z.strictObject({
    ...common,
    detector: z.literal('path'),
    paths: z.array(z.string().min(1)).min(1).max(256).describe('Places: names from the root joined by dots, * for one level, ** for any number: customer.cards.*.holder, **.mothersMaidenName'), // prettier-ignore
    match: examples.describe('Documents in which the rule must find something: JSON, or { format, document }.'),
    no_match: examples.describe('Documents in which the rule must find nothing.'),
  }),
  /** A linear-time regular expression (RE2) that contains a literal of at least three letters, its anchor. */
  z.strictObject({ ...common, detector: z.literal('regex'), pattern: z.string().describe('A bounded expression with an anchor: a word of three letters that is always there.'), validator, context: contextSchema.optional() }), // prettier-ignore
]);

const header = {
  pack: z.string().regex(NAME, 'lower-case words joined by dots').describe('Name of the pack, by which a configuration asks for it.'),
  title: z.string().min(1).describe('What the pack holds, for people.'),
  source: z.string().min(1).describe('The standards or authorities behind the pack.'),
  default: z.boolean().default(true).describe('false: the pack loads only when a configuration names it.'),
};

/** A whole pack. */
export const packSchema = z.strictObject({ ...header, rules: z.array(ruleSchema).min(1) });

/** A pack with its rules unread, so that each can be judged on its own. */
export const headerSchema = z.strictObject({ ...header, rules: z.array(z.unknown()).min(1) });

/** What every rule has, whatever else it has. */
export const commonSchema = z.looseObject(common);

export const DETECTORS: readonly string[] = ruleSchema.options.map((option) => option.shape.detector.value);

export type Rule = z.infer<typeof ruleSchema>;
export type RuleOf<D extends Rule['detector']> = Extract<Rule, { detector: D }>;
/** An example in which a rule must, or must not, find something. */
export type Example = z.infer<typeof example>;
export type Pack = z.infer<typeof packSchema>;

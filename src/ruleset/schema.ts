/** The rule language: the shape of a rule pack in YAML. Unknown keys are mistakes. */
import { z } from 'zod';

/** What PCI DSS, data protection law and common sense tell apart. A `look-alike` is never reported: it competes with other findings. */
export const CLASSES = ['sad', 'cardholder', 'national-id', 'bank', 'contact', 'secret', 'custom', 'look-alike'] as const;

export const ACTIONS = ['allow', 'observe', 'mask', 'truncate', 'alias', 'hash', 'remove', 'block'] as const;

/** `id.se.personnummer`, `api-keys` */
const NAME = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

const score = z.int().min(1).max(100);

/** Words that a kernel literal can hold: 2 to 30 bytes of UTF-8. A phrase may be written with spaces; keys in any style match it. */
const word = z
  .string()
  .refine((text) => text.length >= 2 && Buffer.byteLength(text) <= 30, 'a word takes 2 to 30 bytes')
  .refine((text) => /[A-Za-z\u0080-\uffff]/.test(text), 'a word has a letter');

/** Words and phrases near a value, in any language and script. */
const near = z.string().min(2).max(80);

export const contextSchema = z.strictObject({
  /** Whether words are needed: `always`, only for a value without separators (`bare`), or never. */
  required: z.enum(['always', 'bare', 'never']).default('never'),
  /** Words that raise the score when near: in the JSON key, the element or attribute name, the label, the text around. */
  words: z.array(near).default([]),
  /** Words that lower it: they say that the number is something else. */
  excluding: z.array(near).default([]),
});

const common = {
  id: z.string().regex(NAME, 'lower-case words joined by dots'),
  entity: z.string().regex(NAME, 'lower-case words joined by dots'),
  class: z.enum(CLASSES),
  /** The standard or authority that defines the format. */
  source: z.string().optional(),
  /** Score of a value that its validator accepts, before context. */
  score: score.optional(),
  /** What the default policy does; by class unless said. */
  action: z.enum(ACTIONS).optional(),
  /** Texts in which this rule must find its entity, and texts in which it must not. */
  match: z.array(z.string()).min(1),
  no_match: z.array(z.string()).min(1),
};

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

export const ruleSchema = z.discriminatedUnion('detector', [
  z.strictObject({ ...common, detector: z.literal('pan'), brands: z.array(brand).min(1), context: cardContext, other_labels: z.array(z.string()) }), // prettier-ignore
  z.strictObject({ ...common, detector: z.literal('track') }),
  z.strictObject({ ...common, detector: z.literal('cvc'), words }),
  z.strictObject({ ...common, detector: z.literal('expiry'), words }),
  /** A sequence of digits, letters and separators (src/detect/shape/notation.ts), judged by a validator and the words around. */
  z.strictObject({
    ...common,
    detector: z.literal('shape'),
    shapes: z.array(z.string().min(2)).min(1),
    validator: z.string().optional(),
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
    keep_literal: z.boolean().default(false),
    /** How far the secret reaches: to the end of the match, of the token, of a JSON web token, of a key in PEM (src/detect/secret/token.ts). */
    extent: z.enum(['exact', 'token', 'jwt', 'pem']).default('exact'),
  }),
  /** The whole value of a field that its name gives away: a password, an account number without check digits. */
  z.strictObject({ ...common, detector: z.literal('field'), words, value: z.string() }),
  /** The words themselves. */
  z.strictObject({ ...common, detector: z.literal('literal'), literals: words }),
  /** A linear-time regular expression (RE2) that contains a literal of at least three letters, its anchor. */
  z.strictObject({ ...common, detector: z.literal('regex'), pattern: z.string(), validator: z.string().optional(), context: contextSchema.optional() }), // prettier-ignore
]);

const header = {
  pack: z.string().regex(NAME, 'lower-case words joined by dots'),
  title: z.string().min(1),
  source: z.string().min(1),
  /** Packs that are loaded only when a configuration names them. */
  default: z.boolean().default(true),
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
export type Pack = z.infer<typeof packSchema>;

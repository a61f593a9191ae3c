/** The shape of a rule pack in YAML. Unknown keys are mistakes. */
import { z } from 'zod';

const examples = {
  /** Texts in which this rule must find its entity, and texts in which it must not. */
  match: z.array(z.string()).min(1),
  no_match: z.array(z.string()).min(1),
};

const common = {
  id: z.string().regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, 'lower-case words joined by dots'),
  entity: z.string(),
  /** `cardholder` and `sad` are PCI DSS's cardholder data and sensitive authentication data. */
  class: z.enum(['cardholder', 'sad']),
  ...examples,
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

const context = z.array(z.string().min(2)).min(1);
/** Words that the kernel looks for: 3 to 30 bytes of UTF-8. */
const word = z.string().refine((text) => Buffer.byteLength(text) >= 3 && Buffer.byteLength(text) <= 30, 'a word takes 3 to 30 bytes');
const words = z.array(word).min(1);

export const ruleSchema = z.discriminatedUnion('detector', [
  z.strictObject({ ...common, detector: z.literal('pan'), brands: z.array(brand).min(1), context, other_labels: z.array(z.string()) }),
  z.strictObject({ ...common, detector: z.literal('track') }),
  z.strictObject({ ...common, detector: z.literal('cvc'), words }),
  z.strictObject({ ...common, detector: z.literal('expiry'), words }),
]);

export const packSchema = z.strictObject({
  pack: z.string(),
  title: z.string(),
  source: z.string(),
  rules: z.array(ruleSchema).min(1),
});

export type Rule = z.infer<typeof ruleSchema>;
export type Pack = z.infer<typeof packSchema>;

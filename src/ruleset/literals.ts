/** Words that open a region behind them, and what looks there: the literals of all rules, numbered as the kernel reports them. */
import type { AnnouncedRule } from '../detect/card/card.js';
import { CODE_KEYS } from '../detect/card/beside.js';
import type { Detector } from '../detect/detect.js';
import { findIbans } from '../detect/iban.js';
import { findLiteral } from '../detect/literal.js';
import { compileAnchored, compilePattern } from '../detect/pattern/pattern.js';
import { RegexFinder, type RegexRule } from '../detect/regex.js';
import { findField } from '../detect/secret/field.js';
import { findSecret } from '../detect/secret/token.js';
import { VALIDATORS } from '../detect/validators/index.js';
import { HALF_WORDS } from '../detect/card/spread.js';
import { rulesOf, type PlacedRule } from './rule.js';
import type { RuleOf } from './schema.js';
import { nestedSpellings, spellings, wordForms } from './spellings.js';
import type { Literal } from './tables.js';

export interface LiteralUse extends Literal {
  readonly use: AnnouncedRule | Detector;
}

const SCORE_DEFAULT = 60;
/** Card words this short must stand alone. */
const WHOLE_BYTES = 4;
/** A word that the kernel finds by so few letters must be a word of just so many. */
const SHORT_WORD = /^[a-z]{2,3}$/;
/** An expression for letters and spaces, not for what separators cannot be. */
const SPACED_LETTERS = /^(?:\(\?i\))?\[[^\]^]*[A-Z][^\]]*\]\S* /;
const NO_CONTEXT = { required: 'never', words: [], excluding: [] } as const;

export function compileLiterals(rules: readonly PlacedRule[]): LiteralUse[] {
  return [...rulesOf(rules, 'pan').flatMap(cardWords), ...rulesOf(rules, 'cvc').flatMap(announcing), ...rulesOf(rules, 'cvc').flatMap(codeKeys), ...rulesOf(rules, 'pin').flatMap(announcing), ...rulesOf(rules, 'expiry').flatMap(announcing), ...rulesOf(rules, 'literal').flatMap(itself), ...rulesOf(rules, 'secret').flatMap(secrets), ...rulesOf(rules, 'field').flatMap(fields), ...rulesOf(rules, 'iban').flatMap(labelledIbans), ...anchors(rulesOf(rules, 'regex'))]; // prettier-ignore
}

/** Behind a card word stands what windows of digits do not show: a number in parts, a mistyped one. */
function cardWords({ id, context }: PlacedRule & RuleOf<'pan'>): LiteralUse[] {
  const bytes = (words: readonly string[]): Uint8Array[] => words.flatMap(wordForms);
  return [
    ...bytes(context).map((word) => ({ bytes: word, whole: word.length <= WHOLE_BYTES, use: { id, kind: 'card' as const } })),
    ...bytes(HALF_WORDS).map((word) => ({ bytes: word, whole: false, use: { id, kind: 'half' as const } })),
  ];
}

/** Of PINs, short words must stand alone: a pinball is none. */
function announcing({ id, detector, words }: PlacedRule & RuleOf<'cvc' | 'pin' | 'expiry'>): LiteralUse[] {
  const isWhole = (bytes: Uint8Array): boolean => detector === 'pin' && bytes.length <= WHOLE_BYTES;
  return words
    .flatMap((word) => [...wordForms(word), ...nestedSpellings(word)])
    .flatMap(withSpace)
    .map((bytes) => ({ bytes, whole: isWhole(bytes), use: { id, kind: detector } }));
}

/** Keys that say "code" and no more: what they hold is a card's code beside its number. */
const codeKeys = ({ id }: PlacedRule & RuleOf<'cvc'>): LiteralUse[] =>
  CODE_KEYS.map((key) => ({ bytes: Buffer.from(key), whole: false, use: { id, kind: 'code' } }));

/** To the kernel a space that does not break is part of a short word, as any byte that is not ASCII may be: cvv\u00a0123. */
function withSpace(word: Uint8Array): Uint8Array[] {
  return SHORT_WORD.test(Buffer.from(word).toString('latin1')) ? [word, Buffer.concat([word, Buffer.from('\u00a0')])] : [word];
}

function itself(rule: PlacedRule & RuleOf<'literal'>): LiteralUse[] {
  return rule.literals.flatMap(spellings).map((bytes) => ({
    bytes,
    whole: true,
    use: (_view, region, _coveredTo, trace) => [findLiteral(rule, bytes.length, region, trace)],
  }));
}

/** Capitals of a literal must be capitals in the message: `AKIA`, `AIza`. A literal without any is found in any case: `bearer`. */
function secrets(rule: PlacedRule & RuleOf<'secret'>): LiteralUse[] {
  const compiled = { ...rule, pattern: compilePattern(rule.value), keepsLiteral: rule.keep_literal };
  return rule.literals.map((literal) => {
    const bytes = Buffer.from(literal);
    return {
      bytes,
      whole: false,
      exact: /[A-Z]/.test(literal),
      use: (view, region, _coveredTo, trace) => findSecret(compiled, bytes.length, view, region, trace),
    };
  });
}

function fields(rule: PlacedRule & RuleOf<'field'>): LiteralUse[] {
  const { validator: name } = rule;
  const validator = name === undefined ? undefined : VALIDATORS[name];
  const compiled = { ...rule, pattern: compilePattern(rule.value), isSpaced: SPACED_LETTERS.test(rule.value), validator };
  return rule.words.flatMap(spellings).map((bytes) => ({
    bytes,
    whole: false,
    use: (view, region, _coveredTo, trace) => findField(compiled, bytes.length, view, region, trace),
  }));
}

/** An IBAN that touches its label is no token of its own: IBANDE89… */
function labelledIbans(rule: PlacedRule & RuleOf<'iban'>): LiteralUse[] {
  const use: Detector = (view, region, _coveredTo, trace) => findIbans(rule, view, { ...region, end: region.start + 1 }, trace);
  return [{ bytes: Buffer.from('iban'), whole: false, use }];
}

function anchors(rules: readonly (PlacedRule & RuleOf<'regex'>)[]): LiteralUse[] {
  const compiled = rules.map((rule): RegexRule => {
    const { id, entity, class: kind, score = SCORE_DEFAULT, context = NO_CONTEXT, validator: name } = rule;
    const validator = name === undefined ? undefined : VALIDATORS[name];
    return { id, entity, class: kind, score, pattern: compileAnchored(rule.pattern), validator, validatorName: name, context };
  });
  if (compiled.length === 0) return [];
  const finder = new RegexFinder(compiled);
  return compiled.flatMap(({ pattern }, index) =>
    pattern.anchors.map((anchor): LiteralUse => ({
      bytes: Buffer.from(anchor.word),
      whole: false,
      exact: !pattern.ignoreCase,
      use: (view, region, coveredTo, trace) => {
        const located = finder.find(index, anchor, view, region, coveredTo, trace);
        return located === undefined ? [] : [located];
      },
    })),
  );
}

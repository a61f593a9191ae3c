/** Rules become detectors, by what the kernel reports: digits, tokens, at signs, number words. Those behind literals are in literals.ts. */
import type { CardRules } from '../detect/card/card.js';
import { SCORE_STRONG } from '../detect/card/pan.js';
import type { ContextData } from '../detect/context.js';
import type { Detector, Detectors } from '../detect/detect.js';
import { findEmails } from '../detect/email.js';
import { findIbans } from '../detect/iban.js';
import { PhoneFinder } from '../detect/phone/phone.js';
import { Reading } from '../detect/reading.js';
import { ShapeFinder, shapeWords } from '../detect/shape/find.js';
import { compileShapeRule, type ShapeRule } from '../detect/shape/rule.js';
import { VALIDATORS } from '../detect/validators/index.js';
import type { Located } from '../detect/view.js';
import { SpokenFinder, type DigitsJudge } from '../spoken/spoken.js';
import { familiesOf } from './families.js';
import { rulesOf, type PlacedRule } from './rule.js';

/** A value that was spoken must be announced: so high is the score of one whose words are near. */
const SCORE_SPOKEN_MIN = 85;
const NO_CONTEXT = { required: 'never', words: [], excluding: [] } as const;

/** `words` are those of shapes and telephone numbers, compiled before. */
export function compileDetectors(rules: readonly PlacedRule[], card: CardRules, words = compileWordsOfShapes(rules)): Detectors {
  const shapes = compileShapes(rules);
  const reading = new Reading(words);
  const finder = shapes.length === 0 ? undefined : new ShapeFinder(shapes, reading);
  const byShape: Detector[] = finder === undefined ? [] : [(view, region, coveredTo, trace) => finder.find(view, region, coveredTo, trace)];
  const phones = rulesOf(rules, 'phone').map((rule, index): Detector => {
    const phone = new PhoneFinder({ ...rule, context: rule.context ?? NO_CONTEXT }, reading, shapes.length + index);
    return (view, region, coveredTo, trace) => phone.find(view, region, coveredTo, trace);
  });
  const ibans = rulesOf(rules, 'iban').map(
    (rule): Detector =>
      (view, region, _, trace) =>
        findIbans(rule, view, region, trace).map((located) => classed(located, rule)),
  );
  const emails = rulesOf(rules, 'email').map(
    (rule): Detector =>
      (view, region, _, trace) =>
        findEmails(rule, view, region, trace).map((located) => classed(located, rule)),
  );
  return {
    digits: [...byShape, ...phones],
    tokens: [...byShape, ...ibans],
    ats: emails,
    spoken: compileSpoken(rules, card, finder),
    outbidding: outbidding(shapes),
  };
}

function compileShapes(rules: readonly PlacedRule[]): ShapeRule[] {
  const { byRule } = familiesOf(rules);
  return rulesOf(rules, 'shape').map((rule) => compileShapeRule(rule, VALIDATORS, byRule.get(rule.id)));
}

/** Families of rules that need no word near to score higher than a card does by its prefix, length and check digit. */
function outbidding(shapes: readonly ShapeRule[]): readonly number[] {
  const rivals = shapes.filter(({ score, context }) => score > SCORE_STRONG && context.required !== 'always');
  return [...new Set(rivals.map(({ family }) => family))];
}

/** The words around values that the shapes ask for, and behind them those that announce telephone numbers. */
export const compileWordsOfShapes = (rules: readonly PlacedRule[]): ContextData =>
  shapeWords(
    compileShapes(rules),
    rulesOf(rules, 'phone').map(({ context }) => context ?? NO_CONTEXT),
  );

const classed = (located: Located, { class: kind }: PlacedRule): Located => ({ ...located, class: kind });

/** Spoken digits are read where there are cards to look for. */
function compileSpoken(rules: readonly PlacedRule[], card: CardRules, finder: ShapeFinder | undefined): readonly Detector[] {
  const [cvc] = rulesOf(rules, 'cvc');
  const [expiry] = rulesOf(rules, 'expiry');
  if (rulesOf(rules, 'pan').length === 0) return [];
  const spoken = new SpokenFinder({ pan: card.pan, cvc, expiry, judge: finder && judgeBy(finder) });
  return [(view, region, coveredTo, trace) => spoken.find(view, region, coveredTo, trace)];
}

/** Asks the shapes what spoken digits are, as if they had been written between the same words. */
function judgeBy(finder: ShapeFinder): DigitsJudge {
  return (digits, before, after) => {
    const bytes = Buffer.from(`${before} ${digits} ${after}`);
    const start = Buffer.byteLength(before) + 1;
    const end = start + digits.length;
    const region = { start, end, inString: false, isJson: false };
    const found = finder.find({ bytes, start: 0, end: bytes.length }, region, 0);
    return found
      .filter(
        (located) => located.start === start && located.end === end && located.score >= SCORE_SPOKEN_MIN && located.class !== 'look-alike',
      )
      .reduce<Located | undefined>((best, located) => (best === undefined || located.score > best.score ? located : best), undefined);
  };
}

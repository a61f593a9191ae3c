/**
 * Expressions around their anchors. The kernel has found an anchor; the expression is tried at each place where a match could begin that holds
 * it there, over at most `ANCHOR_BEFORE_MAX` bytes before and what the region shows behind. It reads characters, not bytes: escapes are
 * decoded and digits of all scripts are 0–9.
 */
import { LIMITS } from '../base/limits.js';
import { isAlphanumeric } from '../text/ascii.js';
import { readUnit, unitCodePoint, unitKind, unitLength } from '../text/unit.js';
import { compileContext, ContextIndex, type ContextSpec } from './context.js';
import { Nearness, NONE } from './nearness.js';
import type { RuleClass } from './overlap.js';
import { ANCHOR_BEFORE_MAX, type Anchor, type AnchoredPattern } from './pattern/pattern.js';
import { SCORE_EXCLUDED, SCORE_THRESHOLD, SCORES_IN_CONTEXT } from './shape/find.js';
import type { Trace } from './trace.js';
import type { Validator } from './validators/validator.js';
import type { Located, Region, View } from './view.js';

export interface RegexRule {
  readonly id: string;
  readonly entity: string;
  readonly class: RuleClass;
  /** Score of a match that the validator accepts, without context. */
  readonly score: number;
  readonly pattern: AnchoredPattern;
  readonly validator: Validator | undefined;
  readonly validatorName: string | undefined;
  readonly context: ContextSpec;
}

/** Characters and the raw offset of each; one more than there are. */
interface Text {
  readonly characters: string;
  readonly from: readonly number[];
}

export class RegexFinder {
  private readonly nearness: Nearness;

  constructor(private readonly rules: readonly RegexRule[]) {
    this.nearness = new Nearness(new ContextIndex(compileContext(rules.map(({ context }) => context))));
  }

  /** The match of a rule, by its index, that holds the anchor which ends where the region begins; the first in the text. */
  find(index: number, anchor: Anchor, view: View, region: Region, coveredTo: number, trace?: Trace): Located | undefined {
    const rule = this.rules[index];
    const { expression } = rule.pattern;
    const anchorStart = region.start - anchor.word.length;
    const text = readText(view, anchorStart, region);
    const at = text.from.indexOf(anchorStart);
    for (let start = Math.max(0, at - anchor.before.max); start <= at - anchor.before.min; start++) {
      if (text.from[start] < coveredTo) continue;
      expression.lastIndex = start;
      const match = expression.exec(text.characters);
      if (match === null) continue;
      const [from, to] = [text.from[start], text.from[start + match[0].length]];
      trace?.({ rule: rule.id, start: from, end: to, step: 'shape', ok: true });
      return this.judge(index, match[0], view, region, from, to, trace);
    }
    trace?.({ rule: rule.id, start: anchorStart, end: region.start, step: 'shape', ok: false });
    return undefined;
  }

  private judge(
    index: number,
    value: string,
    view: View,
    region: Region,
    start: number,
    end: number,
    trace: Trace | undefined,
  ): Located | undefined {
    // prettier-ignore
    const rule = this.rules[index];
    const tell = (step: 'validator' | 'context' | 'score', ok: boolean, detail?: string): void =>
      trace?.({ rule: rule.id, start, end, step, ok, ...(detail === undefined ? {} : { detail }) });
    if (rule.validator !== undefined) {
      const isValid = rule.validator(value.toUpperCase());
      tell('validator', isValid, rule.validatorName);
      if (!isValid) return undefined;
    }
    this.nearness.reset(view, region);
    const { strength, isLowered } = this.nearness.judge(index, start, end);
    if (strength === NONE && rule.context.required !== 'never') {
      tell('context', false, 'needs one of its words');
      return undefined;
    }
    const score = Math.max(rule.score, SCORES_IN_CONTEXT[strength]) - (isLowered ? SCORE_EXCLUDED : 0);
    tell('score', score >= SCORE_THRESHOLD, `${score} of at least ${SCORE_THRESHOLD}`);
    if (score < SCORE_THRESHOLD) return undefined;
    return { entity: rule.entity, rule: rule.id, class: rule.class, start, end, score, form: 'text' };
  }
}

/** What an expression may read: `ANCHOR_BEFORE_MAX` bytes before the anchor, and one more for \b; up to the context behind the region. */
function readText(view: View, anchorStart: number, region: Region): Text {
  const start = Math.max(view.start, anchorStart - ANCHOR_BEFORE_MAX - 1);
  const end = Math.min(view.end, region.end + LIMITS.contextBytes);
  const from: number[] = [];
  let characters = '';
  for (let at = start; at < end;) {
    const byte = view.bytes[at];
    from.push(at);
    if (isAlphanumeric(byte)) {
      characters += String.fromCharCode(byte);
      at++;
      continue;
    }
    // The bytes before the anchor and those from it on are read apart: no escape may swallow its first letter.
    const unit = readUnit(view.bytes, at, at < anchorStart ? anchorStart : end, true);
    const character = unitKind(unit) < 10 ? String(unitKind(unit)) : String.fromCodePoint(unitCodePoint(unit));
    characters += character;
    if (character.length > 1) from.push(at);
    at += unitLength(unit);
  }
  from.push(end);
  return { characters, from };
}

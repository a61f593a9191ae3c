/**
 * The whole value of a field that its name gives away: a password, a one-time code, an account number without check digits. The kernel found the
 * name; behind it comes what separates a name from its value — in JSON, XML, HTML, forms, multipart, connection strings, prose — and the value.
 */
import { LIMITS } from '../../base/limits.js';
import { isAlphanumeric, isDigit, isLetter } from '../../text/ascii.js';
import type { RuleClass } from '../overlap.js';
import { PATTERN_CHARACTERS_MAX, type Pattern } from '../pattern/pattern.js';
import type { Validator } from '../validators/validator.js';
import type { Trace } from '../trace.js';
import type { Located, Region, View } from '../view.js';
import { holdsName, valueEnd, type Kind } from './value.js';

export interface FieldRule {
  readonly id: string;
  readonly entity: string;
  readonly class: RuleClass;
  readonly score?: number | undefined;
  /** What the whole value must be; of a longer value, its first 256 characters. */
  readonly pattern: Pattern;
  /** The value has letters and spaces: in a text only the pattern says where it ends. */
  readonly isSpaced?: boolean;
  /** Says whether the value can be what its name says; it gets the value in capitals. */
  readonly validator?: Validator | undefined;
}

const SCORE_FIELD = 85;
/** Bytes behind a name in which its value must begin. */
const SEPARATOR_BYTES = 96;

/** A quote mark, also escaped in nested strings and as a reference. */
const Q = String.raw`(\\{0,15}["']|&quot;|&#34;|%22)`;
/** What may stand at the end of a name without making it another: passwordConfirmation, password2. */
const SUFFIX = String.raw`(?:[_-]?(?:confirm(?:ation)?|again|repeat|value|plain|text|new|old|\d{1,2}))?`;

/** How a value begins behind its name, and with what it ends. The first that matches counts. */
const BEGINNINGS: readonly { readonly kind: Kind; readonly expression: RegExp }[] = [
  { kind: 'quoted', expression: sticky(String.raw`${SUFFIX}${Q}[ \t\r\n]*:[ \t\r\n]*${Q}`) },
  // The half of a pair that has the value: {"name":"password","value":"…"}, <input name="password" value="…">.
  { kind: 'quoted', expression: sticky(String.raw`${SUFFIX}${Q}[ \t\r\n]*,[ \t\r\n]*${Q}[Vv]alue${Q}[ \t\r\n]*:[ \t\r\n]*${Q}`) },
  {
    kind: 'quoted',
    expression: sticky(String.raw`${SUFFIX}${Q}(?:[ \t\r\n]+[a-z-]{1,20}=["'][^"'<>]{0,40}["']){0,3}[ \t\r\n]+value=${Q}`),
  },
  { kind: 'number', expression: sticky(String.raw`${SUFFIX}${Q}[ \t\r\n]*:[ \t\r\n]*(?=\d)`) },
  { kind: 'line', expression: sticky(String.raw`${SUFFIX}["']\r?\n(?:[A-Za-z-]{1,30}:[^\r\n]{0,40}\r?\n)?\r?\n`) },
  { kind: 'quoted', expression: sticky(String.raw`${SUFFIX}[ \t\r\n]{0,3}[:=]>?[ \t\r\n]{0,3}${Q}`) },
  { kind: 'element', expression: sticky(String.raw`${SUFFIX}(?:[ \t\r\n][^<>]{0,60})?>(?=[^< \t\r\n])`) },
  { kind: 'form', expression: sticky(String.raw`${SUFFIX}(?:=|%3D)(?=[^ \t\r\n"'&;=])`) },
  { kind: 'prose', expression: sticky(String.raw`${SUFFIX}[ \t\r\n]{0,3}[:=][ \t\r\n]{0,3}`) },
  {
    kind: 'prose',
    expression: sticky(String.raw`(?:[ \t\r\n]+(?:is|was|are|är|ist|lautet|est|es|é|è|jest|on|er|:|=)){1,2}:?[ \t\r\n]+["'*\`]?`),
  },
  { kind: 'prose', expression: sticky(String.raw`[ ]?(?:是|为|為|は|：|:|은|는)(?: |:|：){0,3}`) },
  { kind: 'digits', expression: sticky(String.raw`(?:[ \t\r\n]+(?:no|nr|num|number|#)\.?)?[ \t\r\n#.]{1,3}(?=\d)`) },
];

/** Of those, the ones that may match where a space and a letter follow the name, as they do in most sentences. */
const IN_SENTENCES = BEGINNINGS.filter(({ kind }) => kind === 'element' || kind === 'prose' || kind === 'digits');

/** A word with which one of these begins: is, was, ist, lautet, est, jest, on, er, no, nr, num. */
const SENTENCE_INITIALS = new Set(Buffer.from('iwaljeon'));
const GREATER = 0x3e;
const SPACE = 0x20;

/** What may stand between a name and a value with letters and spaces in a text. */
const SPACED_BEGINNING = sticky(String.raw`(?:[ \t\r\n]+(?:no|nr|num|number|is|é)\.?)?[ \t\r\n]{0,2}[:=#]?[ \t\r\n]{0,3}(?:\*\*|["'*\`])?`);

/** Bytes are read one character each, so the letters of other scripts are as many characters as they have bytes. */
function sticky(source: string): RegExp {
  return new RegExp(Buffer.from(source).toString('latin1'), 'y');
}

/** The value behind a name of `length` bytes before the region; `undefined` while more bytes could change the answer. */
export function findField(rule: FieldRule, length: number, view: View, region: Region, trace?: Trace): readonly Located[] | undefined {
  const { bytes } = view;
  const from = region.start;
  if (trace === undefined && rule.isSpaced !== true && isIdle(bytes, from, Math.min(view.end, from + SEPARATOR_BYTES)))
    return NOTHING_FOUND;
  const head = latin1(bytes, from, Math.min(view.end, from + SEPARATOR_BYTES));
  const beginning = begin(head);
  if (rule.isSpaced && (beginning === undefined || beginning.kind === 'prose')) return findSpaced(rule, view, from, head, trace);
  if (beginning === undefined) return told(rule, trace, from, from, 'no value follows the name');
  const start = from + beginning.length;
  const limit = Math.min(view.end, start + LIMITS.longFindingBytes);
  const found = valueEnd(beginning.kind, beginning.quote, view, start, limit);
  if (found < 0 && view.complete !== true && limit < start + LIMITS.longFindingBytes) return undefined;
  const stop = found < 0 ? Math.max(start, limit) : found;
  const end = beginning.kind === 'prose' || beginning.kind === 'digits' ? withoutPunctuation(bytes, start, stop) : stop;
  const name = latin1(bytes, from - length, from);
  const isNamed = end > start && !isDigit(bytes[start]) && holdsName(view, start, end, name);
  const text = isNamed ? name : latin1(bytes, start, end);
  if (isNamed || isNoValue(text)) return told(rule, trace, start, end, 'no value but a word, a mask or a template');
  if (beginning.kind === 'prose' && rule.validator === undefined && !/[^A-Za-z\u00aa-\u00ff]/.test(text))
    return told(rule, trace, start, end, 'an ordinary word');
  if (!isWholeMatch(rule.pattern, text)) return told(rule, trace, start, end, 'not what the rule expects');
  if (rule.validator?.(text.toUpperCase()) === false) return told(rule, trace, start, end, 'its check digits disagree');
  const form = region.isJson && beginning.kind === 'number' ? 'number' : 'text';
  trace?.({ rule: rule.id, start, end, step: 'found', ok: true });
  return [{ entity: rule.entity, rule: rule.id, class: rule.class, start, end, score: rule.score ?? SCORE_FIELD, form }];
}

const NOTHING_FOUND: readonly Located[] = [];

/** Whether the name is but a word of a sentence: a word follows it that introduces nothing, and no tag that it could stand in ends. */
function isIdle(bytes: Uint8Array, from: number, end: number): boolean {
  if (end - from < 2 || bytes[from] !== SPACE || !isLetter(bytes[from + 1]) || SENTENCE_INITIALS.has(bytes[from + 1])) return false;
  for (let at = from + 2; at < end; at++) if (bytes[at] === GREATER) return false;
  return true;
}

/** A value with letters and spaces behind its name in a text: KW VTR P4Q RV7S 59. No letter or digit touches it. */
function findSpaced(rule: FieldRule, view: View, from: number, head: string, trace?: Trace): readonly Located[] | undefined {
  SPACED_BEGINNING.lastIndex = 0;
  const start = from + (SPACED_BEGINNING.exec(head)?.[0].length ?? 0);
  const { expression, width } = rule.pattern;
  const limit = start + width.max + 1;
  if (limit > view.end && view.complete !== true) return undefined;
  const text = latin1(view.bytes, start, Math.min(view.end, limit));
  expression.lastIndex = 0;
  const match = start === from ? null : expression.exec(text);
  if (match === null || isAlphanumeric(text.charCodeAt(match[0].length)))
    return told(rule, trace, start, start, 'not what the rule expects');
  const end = start + match[0].length;
  if (rule.validator?.(match[0].toUpperCase()) === false) return told(rule, trace, start, end, 'its check digits disagree');
  trace?.({ rule: rule.id, start, end, step: 'found', ok: true });
  return [{ entity: rule.entity, rule: rule.id, class: rule.class, start, end, score: rule.score ?? SCORE_FIELD, form: 'text' }];
}

function told(rule: FieldRule, trace: Trace | undefined, start: number, end: number, detail: string): readonly Located[] {
  trace?.({ rule: rule.id, start, end, step: 'shape', ok: false, detail });
  return [];
}

/** How the value begins: its kind, the quote mark that opens it, and bytes up to its first. */
function begin(head: string): { kind: Kind; quote: string; length: number } | undefined {
  const isSentence = head.startsWith(' ') && isLetter(head.charCodeAt(1));
  for (const { kind, expression } of isSentence ? IN_SENTENCES : BEGINNINGS) {
    expression.lastIndex = 0;
    const match = expression.exec(head);
    if (match !== null) return { kind, quote: kind === 'quoted' ? (match.at(-1) ?? '"') : '', length: match[0].length };
  }
  return undefined;
}

/** Without the full stop or bracket that belongs to the sentence. */
function withoutPunctuation(bytes: Uint8Array, start: number, end: number): number {
  let last = end;
  while (last > start && PUNCTUATION.has(bytes[last - 1])) last--;
  return last;
}

const PUNCTUATION = new Set(Buffer.from('.,;:!?)]} '));

const NOTHING = /^(?:null|nil|none|true|false|undefined|required|optional|string|text|hidden|n\/a)$/i;
const MASKED = /^(?:[*•xX#.\-_]|â€¢|\\u2022|&bull;|\u00e2\u0080\u00a2)+$/;
const TEMPLATE = /^(?:\{\{|\$\{|\$\(|<%|%\(|%s|\[\[)/;

/** Nothing, a label, a mask put there before, or a place for a value. */
function isNoValue(text: string): boolean {
  return text === '' || NOTHING.test(text) || MASKED.test(text) || TEMPLATE.test(text);
}

function isWholeMatch({ expression, width }: Pattern, text: string): boolean {
  if (text.length > PATTERN_CHARACTERS_MAX && width.max < PATTERN_CHARACTERS_MAX) return false;
  expression.lastIndex = 0;
  const part = text.slice(0, PATTERN_CHARACTERS_MAX);
  const match = expression.exec(part);
  return match !== null && match[0].length === part.length;
}

const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  start < end ? Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1') : '';

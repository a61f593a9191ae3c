/**
 * Conversations with their expected answers. Each is written as its language, its kind and its context, then a line a message, `C:` of the
 * customer or `A:` of the agent:
 *
 *     en delivery ordinary
 *     C: my order is {order 482910}
 *     A: it arrives in {count two days}
 *
 * What stands in braces is marked with what it is. A `card` may show what the budget allows over the whole conversation, `cvc` and `expiry`
 * nothing; anything else, and every word outside of braces, must stay as it is.
 */

/** What a marked part is. */
export const KINDS = [
  'card', 'cvc', 'expiry', 'order', 'ticket', 'tracking', 'amount', 'time', 'date', 'phone', 'local', 'code', 'zip', 'count', 'other',
] as const; // prettier-ignore
export type PartKind = (typeof KINDS)[number];
export type Context = 'first' | 'ordinary' | 'payment';

/** Characters of a message, from and to, and what they are. */
export interface Part {
  readonly kind: PartKind;
  readonly start: number;
  readonly end: number;
}

export interface Line {
  readonly author: 'customer' | 'agent';
  readonly text: string;
  readonly parts: readonly Part[];
}

export interface Dialogue {
  readonly language: string;
  readonly topic: string;
  readonly context: Context;
  readonly lines: readonly Line[];
}

const CONTEXTS: readonly string[] = ['first', 'ordinary', 'payment'];

/** Reads a dialogue as it is written; throws where it is not. */
export function dialogueOf(written: string): Dialogue {
  const [head = '', ...lines] = written.split('\n');
  const [language = '', topic = '', context = ''] = head.split(' ');
  if (!CONTEXTS.includes(context)) throw new Error(`a dialogue without its context: ${head}`);
  return { language, topic, context: context as Context, lines: lines.map(lineOf) };
}

function lineOf(line: string): Line {
  const [, who, marked] = /^([CA]): (.+)$/u.exec(line) ?? [];
  if (marked === undefined) throw new Error(`no line of a dialogue: ${line}`);
  const parts: Part[] = [];
  let text = '';
  for (const piece of marked.split(/(\{\w+ [^}]*\})/u)) {
    const [, kind, value] = /^\{(\w+) ([^}]*)\}$/u.exec(piece) ?? [];
    if (kind === undefined || value === undefined) {
      text += piece;
      continue;
    }
    if (!(KINDS as readonly string[]).includes(kind)) throw new Error(`there is no part ${kind}`);
    parts.push({ kind: kind as PartKind, start: text.length, end: text.length + value.length });
    text += value;
  }
  return { author: who === 'C' ? 'customer' : 'agent', text, parts };
}

/**
 * The conversation that an address names: `/conversations/7/messages`, `/v1/messages?chatId=7`, or a form that a route gives. Only addresses under
 * which little but what people say to each other is kept are known by themselves, because a record is no chat.
 */
import { LIMITS } from '../base/limits.js';
import { NAMES } from './names.js';
import { folded } from './roles.js';

/** What an address says of the messages of its bodies. */
export interface Addressed {
  /** Undefined where nothing but messages stands there, which name their conversation themselves. */
  readonly conversation: string | undefined;
  /** Identifier of the message, where it is the address of one. */
  readonly message: string | undefined;
}

/** What conversations consist of, and what also other things have. */
const MESSAGES = ['messages', 'message', 'transcript', 'transcripts', 'utterances'];
const LISTS = new Set([...MESSAGES, 'replies', 'reply', 'history', 'entries', 'segments']);

/** Conversations and other things that messages belong to, with what of theirs is nothing but messages. */
const OWNERS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...['conversations', 'conversation', 'chats', 'chat'].map((word) => [word, LISTS] as const),
  ...['dialogs', 'dialogues', 'threads', 'rooms', 'channels', 'interactions', 'engagements', 'calls', 'sessions'].map(
    (word) => [word, new Set(MESSAGES)] as const,
  ),
]);

/** Where one address is that of all transcripts, which name their conversation: Amazon Connect. */
const TRANSCRIPTS = /(?:^|\/)participant\/transcript$/;
/** A conversation that goes by a number holds its messages itself: Intercom, Chatwoot. By another identifier it is a record that people are in. */
const WHOLE_CONVERSATION = /(?:^|\/)conversations\/(\d+)(?:\.json)?$/;

const CONVERSATION_PARAMETERS = new Set(NAMES.conversation.map(folded));

/** One segment of a form: a text, `*` for any, `{conversation}` for what the conversation goes by. */
type Step = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'any' } | { readonly kind: 'conversation' };
export type AddressForm = readonly Step[];

/** What is wrong with the form of an address. */
export class AddressError extends Error {}

const PARAMETER = '{conversation}';

/** Reads `/desk/{conversation}/lines`. Throws AddressError. */
export function parseAddressForm(text: string): AddressForm {
  if (!text.startsWith('/')) throw new AddressError('an address begins with a slash');
  if (/[?#]/.test(text)) throw new AddressError('the form of an address is a path, without a query');
  const steps = text.split('/').filter((segment) => segment !== '').map(stepOf); // prettier-ignore
  const count = steps.filter(({ kind }) => kind === 'conversation').length;
  if (count !== 1) throw new AddressError(`${PARAMETER} must stand in the address once`);
  return steps;
}

function stepOf(segment: string): Step {
  if (segment === '*') return { kind: 'any' };
  if (segment === PARAMETER) return { kind: 'conversation' };
  if (/[*{}]/.test(segment)) throw new AddressError(`"${segment}" is neither a name nor * nor ${PARAMETER}: each is a whole segment`);
  return { kind: 'text', text: segment };
}

/** A word for messages stands there, or for a conversation, or either may be hidden in another spelling. */
const MAY_NAME = new RegExp(`%|${[...LISTS, 'conversations'].join('|')}`, 'i');

/** What an address, with its query, says by the forms of its route, or by itself; undefined where it names no conversation. */
export function addressed(path: string, forms: readonly AddressForm[]): Addressed | undefined {
  if (forms.length === 0 && !MAY_NAME.test(path)) return undefined;
  const segments = segmentsOf(path);
  for (const form of forms) {
    const answer = fitting(segments, form);
    if (answer !== undefined) return answer;
  }
  return inPath(segments) ?? atPlatform(segments) ?? inQuery(segments, path);
}

/** The path in one spelling, for conversations that go by their address. */
export const plainPath = (path: string): string => segmentsOf(path).join('/');

/** A path may go one segment beyond its form: the identifier of a message. */
function fitting(segments: readonly string[], form: AddressForm): Addressed | undefined {
  if (segments.length < form.length || segments.length > form.length + 1) return undefined;
  const isFitting = form.every((step, i) => step.kind !== 'text' || step.text === segments[i]);
  const conversation = segments[form.findIndex(({ kind }) => kind === 'conversation')];
  return isFitting ? { conversation: keyOf(conversation), message: segments.at(form.length) } : undefined;
}

/** The last word for conversations behind which an identifier and a word for messages stand. */
function inPath(segments: readonly string[]): Addressed | undefined {
  const words = segments.map(wordOf);
  const list = words.findLastIndex((word) => LISTS.has(word));
  if (list < segments.length - 2) return undefined;
  for (let at = list - 2; at >= 0; at--) {
    if (OWNERS.get(words[at])?.has(words[list]) !== true) continue;
    let id = at + 1;
    while (id < list && (OWNERS.has(words[id]) || LISTS.has(words[id]))) id++; // `/conversations/chats/7/messages`
    if (id < list) return { conversation: keyOf(segments[id]), message: segments.at(list + 1) };
  }
  return undefined;
}

/** `/participant/transcript`, `/conversations/147` */
function atPlatform(segments: readonly string[]): Addressed | undefined {
  const path = segments.slice(-2).join('/').toLowerCase();
  if (TRANSCRIPTS.test(path)) return { conversation: undefined, message: undefined };
  const id = WHOLE_CONVERSATION.exec(path)?.[1];
  return id === undefined ? undefined : { conversation: keyOf(id), message: undefined };
}

/** `/messages?conversationId=7` */
function inQuery(segments: readonly string[], path: string): Addressed | undefined {
  const mark = path.indexOf('?');
  if (mark < 0 || !LISTS.has(wordOf(segments.at(-1) ?? ''))) return undefined;
  for (const [name, value] of new URLSearchParams(path.slice(mark)))
    if (value !== '' && CONVERSATION_PARAMETERS.has(folded(name))) return { conversation: keyOf(value), message: undefined };
  return undefined;
}

/** As long as those that messages name. */
const keyOf = (text: string): string => text.slice(0, LIMITS.conversationKeyBytes);

/**
 * The segments of a path as the most lenient reader takes them, so that other spellings lead to the same conversation: without the query, empty
 * segments and parameters of segments, percent-encoding undone, dots followed.
 */
function segmentsOf(path: string): string[] {
  const [pathname] = path.split('?', 1);
  const segments: string[] = [];
  for (const raw of pathname.split('/')) {
    const segment = decoded(raw.split(';', 1)[0]);
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments;
}

/** `Messages.json` */
const wordOf = (segment: string): string => segment.toLowerCase().replace(/\.json$/, '');

function decoded(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

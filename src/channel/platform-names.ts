/**
 * Names that say something only together with others: those of calls and events whose arguments are what somebody says, of the copies of a text, and of
 * texts within members of a certain name. Data only, as names.ts, for platforms that its names do not reach. Names stand as in camelCase.
 */

/** What a member says of a message where something else says it too. */
export type PlatformRole =
  /** The name of a call (JSON-RPC 2.0 section 4): `data` of it is said where that is about messages. */
  | 'method'
  /** A string that is said in a call or an event that is about messages. Numbers are counts and identifiers. */
  | 'data'
  /** A copy of a text, said where the text itself stands beside it. */
  | 'copy'
  /** A member in which another has words: see WITHIN. */
  | 'holder'
  | 'within';

/** More names of words: Matrix, help desks, cards, forms. */
export const MORE_WORDS: readonly string[] = [
  'formattedBody', 'bodyText', 'bodyHtml', 'strippedText', 'strippedHtml', 'textFallback', 'fallbackText', 'pretext',
]; // prettier-ignore

/** Fields of ServiceNow that hold what somebody says, each as `{ value, display_value }`. */
const SHOWN_FIELDS: readonly string[] = ['message', 'text', 'body', 'content', 'comment', 'comments', 'workNotes'];

/** Names, and the member within which they are words: Quill and its deltas, answers by buttons (WhatsApp, Messenger, Salesforce), facts of cards (Teams), fields. */
export const WITHIN: readonly (readonly [holder: string, name: string])[] = [
  ['ops', 'insert'],
  ['buttonReply', 'title'],
  ['listReply', 'title'],
  ['listReply', 'description'],
  ['postback', 'title'],
  ['titleItem', 'title'],
  ['facts', 'value'],
  ...SHOWN_FIELDS.flatMap((field) => [[field, 'value'] as const, [field, 'displayValue'] as const]),
];

export const PLATFORM_NAMES: Readonly<Record<PlatformRole, readonly string[]>> = {
  method: ['method'],
  data: ['params', 'data', 'payload'],
  copy: ['html', 'preview', 'blurb', 'snippet', 'fallback', 'speak'],
  holder: WITHIN.map(([holder]) => holder),
  within: WITHIN.map(([, name]) => name),
};

/** Kinds of events whose data is what somebody says, where it is a string; folded. */
export const MESSAGE_KINDS: ReadonlySet<string> = new Set([
  'message', 'msg', 'chat', 'text', 'comment', 'chatmessage', 'textmessage', 'newmessage', 'newchatmessage', 'usermessage', 'agentmessage', 'customermessage',
  'visitormessage', 'botmessage', 'incomingmessage', 'outgoingmessage', 'sendmessage', 'receivemessage', 'messagesent', 'messagereceived', 'messagecreated', 'messagenew',
  'messagesend', 'messageadded', 'sendtext', 'say',
]); // prettier-ignore

/** Methods whose arguments are what somebody says, and those among them that only tell which messages. */
const METHODS_ABOUT_MESSAGES = /message|chat|comment|transcript|(?:^|[.:/_-])(?:say|text|reply)(?:$|[.:/_-])/i;
const METHODS_FOR_MESSAGES =
  /(?:^|[.:/_-])(?:join|leave|load|fetch|list|mark|delete|remove|(?:un)?subscribe|read|seen|ack|open|close|status|search|pin|count)|history|(?:Read|Seen|Delivered|Deleted|Typing)$|(?:^|[.:/_-])get/i;

export const isMessageMethod = (method: string): boolean => METHODS_ABOUT_MESSAGES.test(method) && !METHODS_FOR_MESSAGES.test(method);

/**
 * Kinds of updates to records, folded: what happened to an order, a parcel, a payment. A text in one that names nobody who speaks is written by a system,
 * and full of numbers of things.
 */
export const RECORD_KINDS =
  /^(?:order|parcel|shipment|shipping|delivery|tracking|payment|charge|refund|chargeback|dispute|payout|invoice|subscription|contract|quote|stock|inventory|product|item|price|device|asset|sensor|meter|job|build|deploy|deployment|audit)s?(?:line|item|status|state)?(?:create|created|update|updated|change|changed|delete|deleted|open|opened|close|closed|paid|shipped|delivered|cancelled|canceled|failed|succeeded|event|log)?$/;

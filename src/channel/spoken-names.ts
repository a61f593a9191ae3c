/**
 * Names that are those of a conversation in one application, and of what somebody says in it in another: `{"room":"r7","text":"hi"}`, `{"chat":"hi"}`. What
 * stands there is said where nothing else of the message is, and where it looks like words.
 */
import { isDigit, isLetter } from '../text/ascii.js';
import { NAMES } from './names.js';
import { isSaying, type Ranked } from './roles.js';
import { type Node, shortText, type Site, type Stretch } from './texts.js';

/** By their rank: names that do not say that they hold an identifier. */
const RANKS: ReadonlySet<number> = new Set(
  ['conversation', 'chat', 'ticket', 'thread', 'room'].map((name) => NAMES.conversation.indexOf(name)),
);
/** The one of them that is said by itself also in a word or in digits. */
const CHAT = NAMES.conversation.indexOf('chat');
/** More digits without words are an identifier. */
const DIGITS_MAX = 8;
const SPACE = 0x20;
const BEYOND_ASCII = 0x80;

/** How a value reads. */
type Look = 'words' | 'word or number' | 'identifier';

/** Whether a string may be said, as long as nothing else in its message is. */
export const mayBeSaid = ({ role, rank }: Ranked, value: Stretch): boolean =>
  role === 'conversation' && RANKS.has(rank) && lookOf(value) !== 'identifier';

/** Of such strings, those that are said; what they say is no key. */
export function saidAmong(sites: readonly Site[]): readonly Site[] {
  return sites.filter((site) => {
    const { of: node, read } = site;
    const value = { bytes: read, start: 0, end: read.length };
    const key = node.facts?.conversation;
    const isSaid = isSayingOf(node) && (lookOf(value) === 'words' || (key?.rank === CHAT && node.hasUnknown !== true));
    if (!isSaid || key === undefined || shortText(key) !== shortText(value)) return false;
    delete node.facts?.conversation;
    return true;
  });
}

/** Not of a message that says that it is something else. */
const isSayingOf = ({ facts }: Node): boolean => facts?.kind === undefined || isSaying(shortText(facts.kind));

function lookOf({ bytes, start, end }: Stretch): Look {
  let [letters, digits, spaces] = [0, 0, 0];
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (isDigit(byte)) digits++;
    else if (isLetter(byte) || byte >= BEYOND_ASCII) letters++;
    else if (byte === SPACE && at > start && at < end - 1) spaces++;
  }
  if (spaces > 0) return 'words';
  const isMixed = letters > 0 && digits > 0;
  return isMixed || digits > DIGITS_MAX || letters + digits === 0 ? 'identifier' : 'word or number';
}

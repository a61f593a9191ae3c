/** What values of a document say of the texts around them: who said them, in which conversation, under which identifier, and whether they are said yet. */
import type { Role } from './names.js';
import { isMessageMethod } from './platform-names.js';
import { isAboutMessages, kindOf, type Ranked } from './roles.js';
import { type FactRole, type Node, shortText, type Stretch } from './texts.js';

/** What a value says of the texts around. Values of a member that is an author or a conversation itself speak of what holds that member. */
export function noteFact(node: Node, { role, rank }: Ranked, value: Stretch): void {
  if (role === 'kind') {
    setFact(node, role, rank, value);
    const { state, isMessage, isRecord } = kindOf(shortText(value));
    node.state ??= state;
    node.isMessage ||= isMessage;
    node.isRecord ||= isRecord;
    return;
  }
  if (role === 'isFinal' || role === 'isPartial' || role === 'isDraft') {
    if (role === 'isFinal') node.state ??= isYes(value) ? undefined : 'interim';
    else if (isYes(value)) node.state ??= role === 'isDraft' ? 'draft' : 'interim';
    return;
  }
  if (role === 'target') {
    node.isCall ||= isAboutMessages(shortText(value));
    return;
  }
  if (role === 'method') {
    node.isMessage ||= isMessageMethod(shortText(value));
    return;
  }
  const owner = ownerOf(node);
  const about = owner?.role;
  if (owner !== undefined && (role === 'id' || role === 'name' || role === about)) {
    const below = owner.rank + (role === 'id' || role === about ? 0 : 0.5);
    setFact(owner.of, owner.role, below, value);
  }
  if (isFact(role)) setFact(node, role, rank, value);
}

/** true, True, "true", 1 */
export function isYes({ bytes, start }: Stretch): boolean {
  const first = bytes[start];
  return first === 0x74 || first === 0x54 || first === 0x31;
}

/** The object of which a member is the author or the conversation, where the node is that member. */
function ownerOf(node: Node): { of: Node; role: 'author' | 'conversation'; rank: number } | undefined {
  if (node.parent === undefined) return undefined;
  for (const { role, rank } of node.ranked) if (role === 'author' || role === 'conversation') return { of: node.parent, role, rank };
  return undefined;
}

type PlainFact = Exclude<FactRole, 'kind'>;

/** Not by a table: each member of each message is asked about. */
const isFact = (role: Role): role is PlainFact =>
  role === 'id' || role === 'at' || role === 'author' || role === 'conversation' || role === 'messageId' || role === 'part';

function setFact(node: Node, role: FactRole, rank: number, { bytes, start, end }: Stretch): void {
  const facts = (node.facts ??= {});
  const known = facts[role];
  if (known === undefined || rank < known.rank) facts[role] = { rank, bytes, start, end };
}

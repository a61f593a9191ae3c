/** What a value may mean where it stands. Not by tables: each member of each message is asked about. */
import type { Role } from './names.js';
import type { Ranked } from './roles.js';
import type { Node, SiteRole } from './texts.js';

type WordsRole = Exclude<SiteRole, 'delta'>;

export const isWords = (role: Role): role is WordsRole =>
  role === 'text' || role === 'words' || role === 'draft' || role === 'arguments' || isOfStrings(role);

const isOfStrings = (role: Role): role is 'data' | 'copy' | 'within' => role === 'data' || role === 'copy' || role === 'within';

/** Whether a value may have one of these roles where it stands. */
export function mayMeanAny(node: Node, ranked: readonly Ranked[], isString: boolean): boolean {
  for (const one of ranked) if (mayMean(node, one, isString)) return true;
  return false;
}

/** Whether a value may have a role where it stands. */
export function mayMean({ ranked }: Node, { role, rank }: Ranked, isString: boolean): boolean {
  if (!isString && (role === 'delta' || isOfStrings(role))) return false;
  return role !== 'within' || ranked.some((owner) => owner.role === 'holder' && owner.rank === rank);
}

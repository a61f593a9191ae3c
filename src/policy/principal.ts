/** Who calls, as far as the policy is concerned. An unknown caller gets the role with the least privilege, never an error. */
export interface Principal {
  /** A pseudonym for the access log: a subject, the name on a certificate. Undefined when nobody said. */
  readonly id: string | undefined;
  /** The role in whose name the policy is asked. */
  readonly role: string;
  /** The client of the contact centre. */
  readonly tenant: string | undefined;
  /** How the caller was recognised. */
  readonly by: 'jwt' | 'certificate' | 'header' | 'sign-in' | 'none';
  /** Time by which the proof has to be asked for again, in milliseconds since 1970; absent where it holds as long as the connection. */
  readonly untilMs?: number | undefined;
}

/** Role of callers that nobody vouches for. No clause can name it, so that only clauses for everybody apply. */
export const NOBODY = 'unknown';

/** Whoever calls without proof. */
export const STRANGER: Principal = { id: undefined, role: NOBODY, tenant: undefined, by: 'none' };

/** What the books keep of a caller; nothing of one that nobody vouches for. */
export function callerOf(principal: Principal | undefined): Pick<Principal, 'id' | 'role'> | undefined {
  return principal === undefined || principal.by === 'none' ? undefined : { id: principal.id, role: principal.role };
}

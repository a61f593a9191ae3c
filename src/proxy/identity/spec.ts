/** How callers are recognised: what src/config makes of the section `identity`. */

/** Role by value; undefined: the value is the role. */
export type RoleMap = Readonly<Record<string, string>> | undefined;

/** A JSON web token (RFC 7519) in a header. */
export interface JwtSpec {
  /** Name in lower case; `Bearer` before the token may be there or not. */
  readonly header: string;
  /** An https address, or a set of public keys as JSON (RFC 7517). */
  readonly jwks: { readonly url: string } | { readonly json: string };
  readonly issuer: string;
  readonly audience: readonly string[];
  /** Signatures by public keys only. */
  readonly algorithms: readonly string[];
  /** Names of claims, one inside the other. */
  readonly roleClaim: readonly string[];
  readonly roles: RoleMap;
  readonly tenantClaim: readonly string[] | undefined;
  readonly clockToleranceMs: number;
}

export interface CertificateSpec {
  /** Role by `CN=…`, `OU=…`, `O=…`, `DNS:…`, `URI:…` or `email:…`: the first in this order that the certificate has. */
  readonly roles: Readonly<Record<string, string>>;
}

export interface HeaderSpec {
  /** Header that tells the role, in lower case. */
  readonly name: string;
  /** Addresses and networks (CIDR) of the hops whose word counts. */
  readonly trusted: readonly string[];
  readonly roles: RoleMap;
  readonly tenant: string | undefined;
  readonly subject: string | undefined;
}

export interface IdentitySpec {
  /** The roles there are; whatever else somebody claims is none. */
  readonly roles: readonly string[];
  readonly jwt: JwtSpec | undefined;
  readonly certificate: CertificateSpec | undefined;
  readonly header: HeaderSpec | undefined;
}

/** Who calls: roles, and how a caller proves one. */
import { z } from 'zod';
import { duration, name, networkBut, oneOrMore } from './scalar.js';

const header = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be the name of a header')
  .transform((text) => text.toLowerCase());

const roleMap = z.record(z.string().min(1), name);

/** Signatures that a set of public keys can check (RFC 7518, RFC 8037). */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const;

export const jwtSchema = z
  .strictObject({
    header: header.default('authorization').describe('Header that carries the token, behind "Bearer" where there is such a word.'),
    jwks: z.string().min(1).describe('Public keys (RFC 7517): an https:// address, or a file.'),
    issuer: z.string().min(1).describe('What `iss` must be.'),
    audience: oneOrMore(z.string().min(1)).describe('What `aud` must be or hold.'),
    algorithms: z.array(z.enum(ALGORITHMS)).min(1).default(['RS256', 'ES256']).describe('Signatures that are accepted.'),
    roleClaim: z.string().min(1).default('role').describe('Claim that tells the role; dots lead into it: realm_access.roles. Of a list the first that is a role counts.'), // prettier-ignore
    roles: roleMap.optional().describe('Role by value of the claim. Without it the value itself is the role.'),
    tenantClaim: z.string().min(1).optional().describe('Claim that tells the tenant.'),
    clockTolerance: duration({ min: 0, max: 300_000 }).prefault('30s').describe('By how much clocks may differ.'),
  })
  .describe('Callers with a JSON web token.');

export const certificateSchema = z
  .strictObject({
    roles: roleMap.describe('Role by name in the certificate: CN=…, OU=… or O=… of its subject, or DNS:…, URI:… or email:… of its alternative names.'), // prettier-ignore
  })
  .describe('Callers with a certificate (mutual TLS); a listener must ask for one with tls.clientCa.');

export const headerSchema = z
  .strictObject({
    name: header.describe('Header that tells the role.'),
    trusted: z
      .array(networkBut('name the networks of the hops: anybody could claim any role'))
      .min(1)
      .describe('Networks of the hops whose word counts; from all others the header is dropped.'),
    roles: roleMap.optional().describe('Role by value of the header. Without it the value itself is the role.'),
    tenant: header.optional().describe('Header that tells the tenant.'),
    subject: header.optional().describe('Header that tells who it is, for the access log.'),
  })
  .describe('Callers for whom a trusted hop speaks.');

export const identitySchema = z
  .strictObject({
    roles: z.array(name).max(256).default([]).describe('The roles there are. Callers that prove none get, of all that everybody and each role would get, the strictest.'), // prettier-ignore
    jwt: jwtSchema.optional(),
    certificate: certificateSchema.optional(),
    header: headerSchema.optional(),
  })
  .describe('Who calls. Asked in the order token, certificate, header; the first that gives a role counts.');

/** Who may use a forward listener. */
export const signInSchema = z
  .strictObject({
    users: z
      .strictObject({
        file: z.string().min(1).optional().describe('File with the people.'),
        env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable').optional().describe('Variable of the environment with the same text.'), // prettier-ignore
      })
      .optional()
      .describe(
        'People, one a line: name, role and hash with a space between, as `sluice user` prints them. They show name and secret (Basic).',
      ),
    tokens: z.boolean().default(false).describe('Tokens as in identity.jwt count as well (Bearer).'),
  })
  .describe(
    'Forward mode: who may use the listener shows so in Proxy-Authorization; all others get 407. Its role holds where a request proves none.',
  );

/** Where a key for `hash` comes from. */
export const keySchema = z
  .strictObject({
    file: z
      .string()
      .min(1)
      .optional()
      .describe('File with the key: its bytes, but for a line end behind them. At least 32 bytes of chance.'),
    env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable').optional().describe('Variable of the environment with the key.'), // prettier-ignore
  })
  .describe('A key, by its name. Keys never stand in the configuration itself.');

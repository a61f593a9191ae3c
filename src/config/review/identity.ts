/** How callers prove their roles: key sets, names in certificates, hops. */
import { refusedUpstream } from '../../base/network.js';
import { isLoopback } from '../../base/address.js';
import { valueAt } from '../../ruleset/explain.js';
import type { Draft, Report } from '../draft.js';
import type { Files } from '../pem.js';
import type { Identity } from '../schema/schema.js';

export function reviewIdentity(report: Report, draft: Draft): void {
  const { identity } = draft.parts;
  if (identity === undefined) return;
  if (identity.jwt !== undefined) reviewJwksUrl(report, identity.jwt.jwks);
  if (identity.certificate !== undefined) reviewCertificate(report, identity.certificate, draft);
  const proofs = [identity.jwt, identity.certificate, identity.header];
  const isSignedIn = draft.listeners.some(({ value }) => value?.signIn?.users !== undefined);
  if (identity.roles.length > 0 && !isSignedIn && proofs.every((proof) => proof === undefined)) {
    report.warn(['identity', 'roles'], 'nobody can prove a role', 'add jwt, certificate or header');
  }
}

export const isUrl = (jwks: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(jwks);

function reviewJwksUrl(report: Report, jwks: string): void {
  const at = ['identity', 'jwt', 'jwks'];
  if (!isUrl(jwks)) return;
  const url = URL.canParse(jwks) ? new URL(jwks) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) return report.mistake(at, 'is no https address', 'an https:// address, or a file'); // prettier-ignore
  if (url.username !== '' || url.password !== '') return report.mistake(at, 'has a user name or password in it', 'public keys need none');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol === 'http:' && !isLoopback(host)) report.mistake(at, 'whoever is in between could send keys of their own over http', `did you mean "https${jwks.slice(4)}"?`); // prettier-ignore
  const why = refusedUpstream(host);
  if (why !== undefined) report.mistake(at, `keys cannot come from here: ${host} ${why}`, 'name the identity provider');
}

const SUBJECT = /^(?:CN|OU|O|DNS|URI|email|UPN)=?/;
const FORMS = 'CN=…, OU=…, O=…, DNS:…, URI:… or email:…';

function reviewCertificate(report: Report, { roles }: NonNullable<Identity['certificate']>, { listeners }: Draft): void {
  for (const shown of Object.keys(roles)) {
    if (/^(?:(?:CN|OU|O)=|(?:DNS|URI|email):)./.test(shown)) continue;
    const [kind] = SUBJECT.exec(shown.toUpperCase()) ?? [];
    const suggestion = kind === undefined ? FORMS : `did you mean "CN=${shown.replace(/^\w+[:=]\s*/, '')}"? Forms: ${FORMS}`;
    report.atKey(['identity', 'certificate', 'roles'], shown, `"${shown}" is no name in a certificate`, suggestion);
  }
  const isAsked = listeners.some(({ value }) => value === undefined || value.tls?.clientCa !== undefined);
  if (!isAsked && report.places.isWhole) report.atKey(['identity'], 'certificate', 'no listener asks for certificates', 'add clientCa to the tls of a listener'); // prettier-ignore
}

/** A key set in a file; undefined, with what is wrong told, where it is none. */
export function readKeySet(report: Report, files: Files, name: string): string | undefined {
  const at = ['identity', 'jwt', 'jwks'];
  const text = files.read(at, name);
  if (text === undefined) return undefined;
  const keys = valueAt(parse(text), ['keys']);
  if (!Array.isArray(keys) || keys.length === 0) {
    report.mistake(at, `"${name}" is no key set (RFC 7517)`, 'a JSON object whose "keys" is a list of keys');
    return undefined;
  }
  if (keys.some((key) => valueAt(key, ['kty']) === 'oct' || valueAt(key, ['d']) !== undefined)) {
    report.mistake(at, `"${name}" holds secret keys: whoever reads them can make tokens`, 'keep the public keys only');
    return undefined;
  }
  return text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

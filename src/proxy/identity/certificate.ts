/** Callers with a certificate that the listener has verified (mutual TLS), by the names in it. */
import type { Principal } from '../../policy/principal.js';
import { nameIn, type CallerSocket } from './caller.js';
import type { CertificateSpec } from './spec.js';

/** Connections keep their certificate: it is read once, and counts until it ends. */
type Known = WeakMap<CallerSocket, { readonly principal: Principal | undefined }>;

export function certificateReader(
  { roles }: CertificateSpec,
  known: ReadonlySet<string>,
  now: () => number,
): (socket: CallerSocket) => Principal | undefined {
  const seen: Known = new WeakMap();
  const read = (socket: CallerSocket): Principal | undefined => {
    if (socket.authorized !== true || socket.getPeerCertificate === undefined) return undefined;
    const {
      subject,
      subjectaltname,
      valid_to: validTo = '',
    } = socket.getPeerCertificate() as Partial<ReturnType<typeof socket.getPeerCertificate>>;
    const names = [...namesOfSubject(subject), ...alternativeNames(subjectaltname ?? '')];
    const entry = Object.entries(roles).find(([name, role]) => names.includes(name) && known.has(role));
    if (entry === undefined) return undefined;
    const common = names.find((name) => name.startsWith('CN='))?.slice('CN='.length);
    const id = nameIn(common) ?? nameIn(entry[0]);
    return { id, role: entry[1], tenant: undefined, by: 'certificate', untilMs: Date.parse(validTo) };
  };
  return (socket) => {
    const entry = seen.get(socket) ?? { principal: read(socket) };
    seen.set(socket, entry);
    const { principal } = entry;
    return principal?.untilMs !== undefined && principal.untilMs > now() ? principal : undefined;
  };
}

const ATTRIBUTES = ['CN', 'OU', 'O'] as const;

function namesOfSubject(subject: Readonly<Record<string, unknown>> | undefined): string[] {
  return ATTRIBUTES.flatMap((attribute) =>
    [subject?.[attribute] ?? []]
      .flat()
      .filter((value) => typeof value === 'string')
      .map((value) => `${attribute}=${value}`),
  );
}

/**
 * `DNS:a.example, URI:"spiffe://x, y"`: Node writes values that could be mistaken for several as JSON strings
 * (nodejs.org/api/tls.html#certificate-object). What is not written so gives no names.
 */
export function alternativeNames(text: string): string[] {
  const names: string[] = [];
  const entry = /([A-Za-z ]+):(?:("(?:[^"\\]|\\.)*")|([^",]*))(?:, |$)/y;
  while (entry.lastIndex < text.length) {
    const match: readonly (string | undefined)[] | null = entry.exec(text);
    if (match === null) return [];
    const [, kind, quoted, plain] = match;
    names.push(`${kind}:${quoted === undefined ? plain : String(JSON.parse(quoted))}`);
  }
  return names;
}

/**
 * `sluice ca`: makes the operator's own authority, from which a forward listener issues the certificates of its hosts. Whoever has
 * its key can speak for every site to every desktop that trusts it: so the key is readable by its owner alone, nothing is
 * ever overwritten, and `--permit` makes browsers refuse it for any other host.
 */
import { X509Certificate, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { SluiceError } from '../base/errors.js';
import { selfSignedAuthority } from '../proxy/listener/certificate.js';
import { example } from './help.js';

interface CaOptions {
  readonly out: string;
  readonly name: string;
  readonly days: number;
  readonly permit?: readonly string[];
}

const CERTIFICATE_FILE = 'sluice-ca.pem';
const KEY_FILE = 'sluice-ca.key';
const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 1_095;
const MOST_DAYS = 3_650;
/** Longest common name (RFC 5280 appendix A.1). */
const NAME_CHARACTERS = 64;
const OWNER_ONLY = 0o600;
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

export function caCommand(): Command {
  return new Command('ca')
    .description('make a certificate authority for a forward listener')
    .option('--out <dir>', `where ${CERTIFICATE_FILE} and ${KEY_FILE} are written`, '.')
    .option('--name <text>', 'name of the authority, as desktops show it', 'Sluice CA')
    .option('--days <n>', 'how long it is valid', daysOf, DEFAULT_DAYS)
    .option('--permit <host>', 'only good for this host and all names below it; repeat for more', addHost)
    .allowExcessArguments(false)
    .addHelpText('after', example('sluice ca --out /etc/sluice --name "Example Corp Sluice CA" --permit force.com --permit zendesk.com'))
    .action(make);
}

function make({ out, name, days, permit = [] }: CaOptions): void {
  if (name.trim() === '' || name.length > NAME_CHARACTERS)
    throw new SluiceError('SLUICE_USAGE', `--name takes 1 to ${NAME_CHARACTERS} characters.`);
  const certificatePath = join(out, CERTIFICATE_FILE);
  const keyPath = join(out, KEY_FILE);
  for (const path of [certificatePath, keyPath])
    if (existsSync(path)) throw new SluiceError('SLUICE_USAGE', `${path} exists already; nothing was written.`);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const now = Date.now();
  const cert = selfSignedAuthority(
    name,
    privateKey,
    { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + days * DAY_MS) },
    permit,
  );
  try {
    mkdirSync(out, { recursive: true });
    writeFileSync(keyPath, privateKey.export({ format: 'pem', type: 'pkcs8' }), { flag: 'wx', mode: OWNER_ONLY });
    writeFileSync(certificatePath, cert, { flag: 'wx' });
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'failed';
    throw new SluiceError('SLUICE_USAGE', `The files cannot be written to ${out} (${reason}).`);
  }
  process.stdout.write(told(new X509Certificate(cert), certificatePath, keyPath, permit));
}

function told(certificate: X509Certificate, certificatePath: string, keyPath: string, permit: readonly string[]): string {
  const scope = permit.length === 0 ? 'any host: consider --permit' : `${permit.join(', ')}, and names below`;
  return `certificate  ${certificatePath}
key          ${keyPath} (keep it secret; only this user can read it)
sha256       ${certificate.fingerprint256}
valid until  ${certificate.validTo}
good for     ${scope}

Let the desktops trust the certificate, never the key:
  Windows    certutil -addstore Root ${CERTIFICATE_FILE}
             or by group policy: Public Key Policies, Trusted Root Certification Authorities
  macOS      security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain ${CERTIFICATE_FILE}
  Debian     cp ${CERTIFICATE_FILE} /usr/local/share/ca-certificates/sluice-ca.crt && update-ca-certificates
  Firefox    policy Certificates: { "Install": ["${CERTIFICATE_FILE}"] }
  Chromium on Linux
             certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n sluice-ca -i ${CERTIFICATE_FILE}
`;
}

function daysOf(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new InvalidArgumentError(`It must be a number of days from 1 to ${MOST_DAYS}.`);
  return days;
}

function addHost(text: string, known: readonly string[] = []): string[] {
  const host = text.toLowerCase().replace(/^\*\./, '');
  if (!HOST.test(host)) throw new InvalidArgumentError('It must be the name of a host, such as force.com.');
  return [...known, host];
}

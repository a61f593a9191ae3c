/**
 * Files that the configuration names: certificates, keys, key sets. Each is read once, judged, and remembered for whoever watches them.
 * What is wrong is told at the place of its name in the configuration.
 */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { LIMITS } from '../base/limits.js';
import { Secret } from '../base/secret.js';
import { didYouMean } from '../base/nearest.js';
import { reason } from '../base/reason.js';
import { readWhole } from '../ruleset/files.js';
import type { Path } from '../ruleset/source.js';
import type { KeyPair, PemFile } from './config.js';
import type { Report } from './draft.js';

const DAY = 86_400_000;
/** A certificate that ends sooner is told about. */
const SOON_DAYS = 14;

export const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/g;

export class Files {
  /** Absolute paths of all files that were asked for, also of those that are not there. */
  readonly paths = new Set<string>();
  private readonly texts = new Map<string, string>();

  constructor(
    private readonly folder: string,
    private readonly report: Report,
    /** The time by which they are judged. */
    readonly now: Date,
  ) {}

  /** The text of a file. */
  read(at: Path, name: string): string | undefined {
    const path = this.resolve(name);
    this.paths.add(path);
    try {
      const text = readWhole(path, LIMITS.configBytes).toString('utf8');
      this.texts.set(path, text);
      return text;
    } catch (error) {
      this.report.mistake(at, `"${name}" cannot be read: ${reason(error)}`, neighbour(error, path) ?? `looked for ${path}`);
      return undefined;
    }
  }

  /** Whether there is such a folder; if not, that is told. */
  isFolder(at: Path, name: string): boolean {
    const path = this.resolve(name);
    this.paths.add(path);
    const isThere = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    if (!isThere) this.report.mistake(at, `there is no folder "${name}"`, neighbour(MISSING, path) ?? `looked for ${path}`);
    return isThere;
  }

  /** What was read, in the order of the paths. */
  contents(): string[] {
    return [...this.texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  }

  resolve(name: string): string {
    return resolve(this.folder, name);
  }

  /** Certificates in PEM. `asAuthority`: they issue others. */
  certificates(at: Path, name: string, asAuthority: boolean): { readonly file: PemFile; readonly first: X509Certificate } | undefined {
    const pem = this.read(at, name);
    if (pem === undefined) return undefined;
    const certificates = (pem.match(CERTIFICATE) ?? []).map(parseCertificate);
    const [first] = certificates;
    if (first === undefined) {
      const isKey = pem.includes('PRIVATE KEY-----');
      this.report.mistake(at, `"${name}" ${isKey ? 'holds a private key, not a certificate' : 'holds no certificate in PEM'}`, isKey ? 'are cert and key swapped?' : 'it begins with -----BEGIN CERTIFICATE-----'); // prettier-ignore
      return undefined;
    }
    if (certificates.includes(undefined)) {
      this.report.mistake(at, `"${name}" holds a certificate that cannot be read`, 'is the file whole?');
      return undefined;
    }
    if (asAuthority && !first.ca) {
      this.report.mistake(
        at,
        `the certificate in "${name}" may not issue others`,
        'use the certificate of an authority (basicConstraints CA:TRUE)',
      );
      return undefined;
    }
    this.judgeAge(at, name, first);
    return { file: { path: this.resolve(name), pem }, first };
  }

  /** A certificate and the key that belongs to it. */
  pair(
    base: Path,
    names: { readonly cert: string; readonly key: string },
    asAuthority: boolean,
  ): { readonly pair: KeyPair; readonly first: X509Certificate } | undefined {
    // prettier-ignore
    const cert = this.certificates([...base, 'cert'], names.cert, asAuthority);
    const at = [...base, 'key'];
    const pem = this.read(at, names.key);
    const key = pem === undefined ? undefined : this.privateKey(at, names.key, pem);
    if (cert === undefined || pem === undefined || key === undefined) return undefined;
    if (!cert.first.checkPrivateKey(key)) {
      this.report.mistake(at, `"${names.key}" does not belong to the certificate in "${names.cert}"`, 'use the key that the certificate was made for'); // prettier-ignore
      return undefined;
    }
    return { pair: { cert: cert.file, key: { path: this.resolve(names.key), pem: new Secret(pem) } }, first: cert.first };
  }

  /** Warns of a file with a secret that everybody on this machine can read. */
  judgeMode(at: Path, name: string): void {
    const mode = statSync(this.resolve(name), { throwIfNoEntry: false })?.mode ?? 0;
    if (process.platform !== 'win32' && (mode & 0o004) !== 0) this.report.warn(at, `"${name}" can be read by everybody on this machine`, 'chmod o-r'); // prettier-ignore
  }

  private privateKey(at: Path, name: string, pem: string): KeyObject | undefined {
    this.judgeMode(at, name);
    try {
      return createPrivateKey(pem);
    } catch {
      const [message, suggestion] = /ENCRYPTED/.test(pem)
        ? ['holds a private key with a passphrase', 'store it without one, readable for Sluice alone']
        : pem.includes('-----BEGIN CERTIFICATE-----')
          ? ['holds a certificate, not a private key', 'are cert and key swapped?']
          : ['holds no private key in PEM', 'it begins with -----BEGIN PRIVATE KEY-----'];
      this.report.mistake(at, `"${name}" ${message}`, suggestion);
      return undefined;
    }
  }

  private judgeAge(at: Path, name: string, { validFrom, validTo }: X509Certificate): void {
    const days = Math.floor((Date.parse(validTo) - this.now.getTime()) / DAY);
    if (days < 0) this.report.warn(at, `the certificate in "${name}" expired on ${isoDay(validTo)}`, 'renew it');
    else if (days < SOON_DAYS) this.report.warn(at, `the certificate in "${name}" expires on ${isoDay(validTo)}`, 'renew it');
    if (Date.parse(validFrom) > this.now.getTime()) this.report.warn(at, `the certificate in "${name}" is not valid before ${isoDay(validFrom)}`); // prettier-ignore
  }
}

export const isoDay = (date: string | number): string => new Date(date).toISOString().slice(0, 10);

function parseCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

const MISSING = { code: 'ENOENT' };

/** The file of the same folder that was probably meant. */
function neighbour(error: unknown, path: string): string | undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return undefined;
  try {
    return didYouMean(basename(path), readdirSync(dirname(path)));
  } catch {
    return undefined;
  }
}

/**
 * The operator's authority at work: a certificate for every host that agents are connected to, issued when it is first asked for, kept for
 * a day, and valid for two, so that clocks that are wrong by a day do no harm. One is issued at a time for one host. Keys of hosts are
 * made here and never leave the memory of the process.
 */
import { X509Certificate, createPrivateKey, generateKeyPair } from 'node:crypto';
import type { SecureContext } from 'node:tls';
import { promisify } from 'node:util';
import { LRUCache } from 'lru-cache';
import { SluiceError } from '../../base/errors.js';
import { type Issuer, issueFor, issuerOf } from './certificate.js';
import type { CertificateSpec } from './spec.js';
import { contextOptions, usableContext } from './tls.js';

const HOUR_MS = 3_600_000;
const BEFORE_MS = 24 * HOUR_MS;
const AFTER_MS = 48 * HOUR_MS;
const KEPT_MS = 24 * HOUR_MS;

const makeKey = promisify(generateKeyPair);

export class Authority {
  readonly #issuer: Issuer;
  /** Sent behind every certificate: the authorities between it and the root. */
  readonly #between: string;
  readonly #expiresAt: number;
  readonly #contexts: LRUCache<string, SecureContext>;

  /** `most`: certificates that are kept. Throws `SLUICE_CONFIG_INVALID` when this is no authority with its key, or when it has expired. */
  constructor({ cert, key }: CertificateSpec, most: number) {
    const { issuer, between, expiresAt } = readAuthorityFiles(cert, key);
    this.#issuer = issuer;
    this.#between = between;
    this.#expiresAt = expiresAt;
    this.#contexts = new LRUCache({ max: most, ttl: KEPT_MS, fetchMethod: (host) => this.#issue(host) });
  }

  /** A context with a certificate for `host`, a name in lower case. Rejects when the authority has expired. */
  async contextFor(host: string): Promise<SecureContext> {
    const context = await this.#contexts.fetch(host);
    if (context === undefined) throw new SluiceError('SLUICE_ENGINE_FAILED');
    return context;
  }

  async #issue(host: string): Promise<SecureContext> {
    const now = Date.now();
    if (this.#expiresAt <= now) throw new SluiceError('SLUICE_CONFIG_INVALID', 'The certificate of the authority has expired.');
    const { privateKey } = await makeKey('ec', { namedCurve: 'prime256v1' });
    const period = { notBefore: new Date(now - BEFORE_MS), notAfter: new Date(Math.min(now + AFTER_MS, this.#expiresAt)) };
    const cert = issueFor(host, privateKey, this.#issuer, period) + this.#between;
    const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    return usableContext(contextOptions({ cert, key }, undefined), 'an issued certificate');
  }
}

function readAuthorityFiles(cert: string, key: string): { issuer: Issuer; between: string; expiresAt: number } {
  const chain = cert.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    const certificates = chain.map((pem) => new X509Certificate(pem));
    const [own] = certificates;
    const privateKey = createPrivateKey(key);
    if (own?.ca !== true || !own.checkPrivateKey(privateKey)) throw new RangeError('not an authority');
    const expiresAt = Date.parse(own.validTo);
    if (!(expiresAt > Date.now())) throw new RangeError('expired');
    const between = certificates.filter(({ issuer, subject }) => issuer !== subject).map((each) => each.toString());
    return { issuer: issuerOf(own, privateKey), between: between.join(''), expiresAt };
  } catch {
    throw new SluiceError(
      'SLUICE_CONFIG_INVALID',
      'The authority of a forward listener needs a certificate that may sign others and has not expired, and its key: RSA, P-256 or P-384.',
    );
  }
}

/**
 * Certificates for tests of TLS, made anew in each run: an authority, leaves for servers (by DNS name or address) and for callers.
 * No key of a test is ever written into the repository.
 */
import { X509Certificate, createPrivateKey, webcrypto } from 'node:crypto';
import './reflection.js';
import * as x509 from '@peculiar/x509';

/** Certificate and key as PEM; `chain` is the certificate followed by its issuers' except the root, as a server sends it. */
export interface Credentials {
  readonly cert: string;
  readonly key: string;
  readonly chain: string;
  /** SHA-256 of the certificate as Node writes it: pairs of capital digits with colons. */
  readonly fingerprint256: string;
}

export interface Validity {
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

export interface Authority extends Credentials {
  /** A server's certificate; names that are IP addresses become IP entries, the first name is the common name too. */
  leaf(names: readonly string[], validity?: Validity): Promise<Credentials>;
  /** A caller's certificate (client authentication). `names` are optional DNS names beside the common name. */
  client(
    commonName: string,
    options?: Validity & { readonly names?: readonly string[]; readonly organization?: string },
  ): Promise<Credentials>;
  /** The list of its certificates that it has revoked, in PEM. Without a validity it holds now. */
  revoked(certificates: readonly Credentials[], validity?: Validity): Promise<string>;
  /** An authority signed by this one. */
  intermediate(commonName?: string): Promise<Authority>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
const SERIAL_BYTES = 16;

x509.cryptoProvider.set(webcrypto);

type Keys = webcrypto.CryptoKeyPair;

/** A root of trust with a name of its own. */
export async function authority(commonName = 'Sluice test authority'): Promise<Authority> {
  const keys = await keyPair();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: `CN=${commonName}`,
    ...validityOf(),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: await authorityExtensions(keys.publicKey),
  });
  return asAuthority(certificate, keys, '');
}

/** A certificate that signed itself, for what no authority vouches for. */
export async function selfSigned(names: readonly string[], validity?: Validity): Promise<Credentials> {
  const keys = await keyPair();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: `CN=${names[0] ?? 'localhost'}`,
    ...validityOf(validity),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [new x509.SubjectAlternativeNameExtension(names.map(generalName))],
  });
  return credentials(certificate, keys, '');
}

async function asAuthority(certificate: x509.X509Certificate, keys: Keys, above: string): Promise<Authority> {
  const own = await credentials(certificate, keys, above);
  const beneath = above === '' && certificate.issuer === certificate.subject ? '' : own.chain;
  const sign = async (subject: string, validity: Validity | undefined, publicKey: webcrypto.CryptoKey, extensions: x509.Extension[]) =>
    x509.X509CertificateGenerator.create({
      serialNumber: serial(),
      subject,
      issuer: certificate.subject,
      ...validityOf(validity),
      publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions,
    });
  const end = async (subject: string, usage: string, names: readonly string[], validity?: Validity): Promise<Credentials> => {
    const pair = await keyPair();
    const extensions: x509.Extension[] = [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([usage]),
    ];
    if (names.length > 0) extensions.push(new x509.SubjectAlternativeNameExtension(names.map(generalName)));
    return credentials(await sign(subject, validity, pair.publicKey, extensions), pair, beneath);
  };
  return {
    ...own,
    leaf: (names, validity) => end(`CN=${names[0] ?? 'localhost'}`, x509.ExtendedKeyUsage.serverAuth, names, validity),
    client: (name, { names = [], organization, ...validity } = {}) =>
      end(`CN=${name}${organization === undefined ? '' : `, O=${organization}`}`, x509.ExtendedKeyUsage.clientAuth, names, validity),
    async revoked(certificates, validity) {
      const { notBefore, notAfter } = validityOf(validity);
      const list = await x509.X509CrlGenerator.create({
        issuer: certificate.subject,
        thisUpdate: notBefore,
        nextUpdate: notAfter,
        entries: certificates.map(({ cert }) => ({ serialNumber: new X509Certificate(cert).serialNumber, revocationDate: notBefore })),
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
      });
      return pem(list.toString('pem').replaceAll(/(BEGIN|END) CRL/g, '$1 X509 CRL')); // as OpenSSL writes it
    },
    async intermediate(name = 'Sluice test intermediate') {
      const pair = await keyPair();
      const signed = await sign(`CN=${name}`, undefined, pair.publicKey, await authorityExtensions(pair.publicKey));
      return asAuthority(signed, pair, beneath);
    },
  };
}

async function authorityExtensions(publicKey: webcrypto.CryptoKey): Promise<x509.Extension[]> {
  return [
    new x509.BasicConstraintsExtension(true, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    await x509.SubjectKeyIdentifierExtension.create(publicKey),
  ];
}

async function credentials(certificate: x509.X509Certificate, keys: Keys, above: string): Promise<Credentials> {
  const cert = pem(certificate.toString('pem'));
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }).export({ format: 'pem', type: 'pkcs8' }).toString();
  return { cert, key, chain: cert + above, fingerprint256: new X509Certificate(cert).fingerprint256 };
}

async function keyPair(): Promise<Keys> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function pem(text: string): string {
  return `${text.trim()}\n`;
}

function generalName(name: string): { type: 'ip' | 'dns'; value: string } {
  return { type: /^[\d.]+$|:/.test(name) ? 'ip' : 'dns', value: name };
}

function serial(): string {
  const bytes = Buffer.from(webcrypto.getRandomValues(new Uint8Array(SERIAL_BYTES)));
  bytes[0] = (bytes[0] & 0x3f) | 0x40; // positive and of full length
  return bytes.toString('hex');
}

function validityOf(validity: Validity = {}): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: validity.notBefore ?? new Date(now - DAY_MS), notAfter: validity.notAfter ?? new Date(now + 30 * DAY_MS) };
}

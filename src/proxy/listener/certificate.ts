/**
 * X.509 certificates (RFC 5280) of two kinds: the operator's own authority, and those it issues for hosts. Built from the few
 * elements they need, because the certificate library that we have does not run without patching a global object.
 */
import { type KeyObject, X509Certificate, createHash, createPublicKey, randomBytes, sign } from 'node:crypto';
import { EXPLICIT, IMPLICIT, TAG, bits, element, elements, integer, oid, sequence, time } from './der.js';

export interface Period {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Who signs: the bytes of its name and of its key's identifier as they stand in its certificate, and its key. */
export interface Issuer {
  readonly name: Buffer;
  readonly keyId: Buffer | undefined;
  readonly key: KeyObject;
}

const OID = {
  commonName: '2.5.4.3',
  keyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  altName: '2.5.29.17',
  constraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  issuerKeyId: '2.5.29.35',
  extendedUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;

const SERIAL_BYTES = 16;
/** The longest common name (RFC 5280 appendix A.1); a longer host stands in the alternative names alone. */
const COMMON_NAME_CHARACTERS = 64;
const YES = element(0x01, Buffer.from([0xff]));

/** The issuer that a certificate and its key make. Throws when the bytes are no certificate, or the key cannot sign one. */
export function issuerOf(certificate: X509Certificate, key: KeyObject): Issuer {
  algorithmOf(key);
  const [body] = elements(elements(certificate.raw)[0]?.content ?? Buffer.alloc(0));
  const fields = elements(body?.content ?? Buffer.alloc(0));
  // serial, algorithm, issuer, validity, subject; before them the version, if it is told
  const subject = fields[fields[0]?.tag === EXPLICIT ? 5 : 4];
  if (subject?.tag !== TAG.sequence) throw new RangeError('not a certificate');
  return { name: subject.bytes, keyId: keyIdIn(fields.find(({ tag }) => tag === (EXPLICIT | 3))?.content), key };
}

/** A certificate for one host, in PEM. `key` is the host's. */
export function issueFor(host: string, key: KeyObject, issuer: Issuer, period: Period): string {
  const name = host.length <= COMMON_NAME_CHARACTERS ? nameOf(host) : sequence();
  const altName = sequence(element(IMPLICIT | 2, Buffer.from(host, 'latin1')));
  const extensions = [
    extension(OID.constraints, sequence(), true),
    extension(OID.keyUsage, bits(Buffer.from([0x80]), 7), true), // digitalSignature
    extension(OID.extendedUsage, sequence(oid(OID.serverAuth))),
    extension(OID.altName, altName, name.length === 2), // critical when there is no other name
    extension(OID.keyId, element(TAG.octets, keyIdOf(key))),
  ];
  if (issuer.keyId !== undefined) extensions.push(extension(OID.issuerKeyId, sequence(element(IMPLICIT, issuer.keyId))));
  return certificate({ name, key, issuer, period, extensions });
}

/**
 * A new authority that signs itself, in PEM. `permitted`: host names that its certificates may be for, each with all names below;
 * browsers then refuse what it signs for others, and for addresses (name constraints). Empty: any name.
 */
export function selfSignedAuthority(commonName: string, key: KeyObject, period: Period, permitted: readonly string[]): string {
  const name = nameOf(commonName);
  const keyId = keyIdOf(key);
  const extensions = [
    extension(OID.constraints, sequence(YES, integer(Buffer.from([0]))), true), // an authority that makes no other
    extension(OID.keyUsage, bits(Buffer.from([0x06]), 1), true), // keyCertSign, cRLSign
    extension(OID.keyId, element(TAG.octets, keyId)),
  ];
  if (permitted.length > 0) extensions.push(extension(OID.nameConstraints, nameConstraints(permitted), true));
  return certificate({ name, key, issuer: { name, keyId, key }, period, extensions });
}

function nameConstraints(permitted: readonly string[]): Buffer {
  const hosts = permitted.map((host) => sequence(element(IMPLICIT | 2, Buffer.from(host, 'latin1'))));
  const addresses = [8, 32].map((bytes) => sequence(element(IMPLICIT | 7, Buffer.alloc(bytes)))); // 0.0.0.0/0 and ::/0
  return sequence(element(EXPLICIT, ...hosts), element(EXPLICIT | 1, ...addresses));
}

interface Parts {
  readonly name: Buffer;
  readonly key: KeyObject;
  readonly issuer: Issuer;
  readonly period: Period;
  readonly extensions: readonly Buffer[];
}

function certificate({ name, key, issuer, period, extensions }: Parts): string {
  const { algorithm, hash } = algorithmOf(issuer.key);
  const serial = randomBytes(SERIAL_BYTES);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40; // positive, and of full length
  const body = sequence(
    element(EXPLICIT, integer(Buffer.from([2]))), // version 3
    integer(serial),
    algorithm,
    issuer.name,
    sequence(time(period.notBefore), time(period.notAfter)),
    name,
    publicBytes(key),
    element(EXPLICIT | 3, sequence(...extensions)),
  );
  const der = sequence(body, algorithm, bits(sign(hash, body, issuer.key)));
  return new X509Certificate(der).toString();
}

/** How a key signs. Throws for kinds that browsers do not take in certificates. */
function algorithmOf(key: KeyObject): { algorithm: Buffer; hash: string } {
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (key.asymmetricKeyType === 'rsa') return { algorithm: sequence(oid('1.2.840.113549.1.1.11'), element(0x05)), hash: 'sha256' };
  if (curve === 'prime256v1') return { algorithm: sequence(oid('1.2.840.10045.4.3.2')), hash: 'sha256' };
  if (curve === 'secp384r1') return { algorithm: sequence(oid('1.2.840.10045.4.3.3')), hash: 'sha384' };
  throw new RangeError('a kind of key that browsers do not take');
}

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(oid(id), ...(isCritical ? [YES] : []), element(TAG.octets, value));
}

function nameOf(commonName: string): Buffer {
  return sequence(element(TAG.set, sequence(oid(OID.commonName), element(TAG.utf8, Buffer.from(commonName)))));
}

function publicBytes(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: 'der', type: 'spki' });
}

/** SHA-1 of the key's bits: a name for it, not a proof (RFC 5280 section 4.2.1.2). */
function keyIdOf(key: KeyObject): Buffer {
  const [, keyBits] = elements(elements(publicBytes(key))[0]?.content ?? Buffer.alloc(0));
  return createHash('sha1')
    .update(keyBits?.content.subarray(1) ?? '')
    .digest();
}

/** The key's identifier among the extensions of a certificate. */
function keyIdIn(extensions: Buffer | undefined): Buffer | undefined {
  if (extensions === undefined) return undefined;
  const wanted = oid(OID.keyId);
  for (const { content } of elements(elements(extensions)[0]?.content ?? Buffer.alloc(0))) {
    const parts = elements(content);
    if (parts[0]?.bytes.equals(wanted) === true) return elements(parts.at(-1)?.content ?? Buffer.alloc(0))[0]?.content;
  }
  return undefined;
}

/**
 * Secrets of people as they are kept: hashed by scrypt (RFC 7914) with a salt of their own, written `scrypt$N$r$p$SALT$HASH`, both in base64url.
 * Nobody can read the secret from it.
 */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

export interface SecretHash {
  readonly options: ScryptOptions;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** N, r and p of new hashes: of the choices that OWASP calls level, the one with the least memory, 16 MiB. */
const NEW = { N: 16_384, r: 8, p: 5 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const LEAST_N = 16_384;
/** Memory of one hash, 128 * N * r bytes. */
const MOST_BYTES = 134_217_728;
const MOST_P = 16;
const FORM = /^scrypt\$(\d{1,8})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22,})\$([\w-]{43})$/;

/** What is written, or undefined where it is no hash, or one that is too weak or too dear to check. */
export function readSecretHash(text: string): SecretHash | undefined {
  const [, N, r, p, salt, hash] = FORM.exec(text) ?? [];
  if (salt === undefined || hash === undefined) return undefined;
  const options = { N: Number(N), r: Number(r), p: Number(p), maxmem: 2 * MOST_BYTES };
  const isPower = Math.log2(options.N) % 1 === 0;
  if (!isPower || options.N < LEAST_N || options.r < 1 || options.p < 1 || options.p > MOST_P || 128 * options.N * options.r > MOST_BYTES)
    return undefined;
  return { options, salt: Buffer.from(salt, 'base64url'), hash: Buffer.from(hash, 'base64url') };
}

/** Whether this is the secret; takes as long for a wrong one. */
export async function isSecretOf(secret: string, { options, salt, hash }: SecretHash): Promise<boolean> {
  return timingSafeEqual(await derived(secret, salt, options), hash);
}

/** A hash to keep, with a salt of its own. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derived(secret, salt, NEW);
  return `scrypt$${NEW.N}$${NEW.r}$${NEW.p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

function derived(secret: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(secret.normalize('NFC'), salt, HASH_BYTES, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

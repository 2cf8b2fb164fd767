import { createCipheriv, createHash, pbkdf2Sync, scryptSync } from 'node:crypto';
import { hashSync, type Options, verifySync } from '@node-rs/argon2';
import { hashSync as bcryptSync } from 'bcryptjs';

// Runs in a worker thread, in the tests from this very file: so no decorators, enums or `#` imports.

export function hashArgon2id({ password, options }: { password: string; options: Options }): string {
  return hashSync(password, options);
}

export function verifyArgon2id({ password, encoded }: { password: string; encoded: string }): boolean {
  return verifySync(encoded, password);
}

/** @param setting `$2b$<cost>$<salt>`, or a whole hash that begins so. */
export function bcrypt({ password, setting }: { password: string; setting: string }): string {
  return bcryptSync(password, setting);
}

interface Salted {
  readonly password: string;
  readonly salt: Uint8Array;
  /** Bytes of the digest. */
  readonly length: number;
}

export function pbkdf2({
  password,
  salt,
  length,
  digest,
  iterations,
}: Salted & { digest: string; iterations: number }): Uint8Array {
  return pbkdf2Sync(password, salt, iterations, length, digest);
}

export interface ScryptCost {
  /** Binary logarithm of N. */
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

export function scrypt({
  password,
  salt,
  length,
  cost: { logN, r, p },
}: Salted & { cost: ScryptCost }): Uint8Array {
  // What it needs, and room for what goes with it.
  const maxmem = 128 * r * (2 ** logN + p + 2) + 1_048_576;
  return scryptSync(password, salt, length, { N: 2 ** logN, r, p, maxmem });
}

/** The signer key, encrypted with what scrypt makes of the password. */
export function firebaseScrypt({
  signerKey,
  ...task
}: Salted & { cost: ScryptCost; signerKey: Uint8Array }): Uint8Array {
  const key = scrypt({ ...task, length: 32 });
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(signerKey);
}

export function saltedDigest({
  password,
  salt,
  digest,
}: Omit<Salted, 'length'> & { digest: string }): Uint8Array {
  return createHash(digest).update(password, 'utf8').update(salt).digest();
}

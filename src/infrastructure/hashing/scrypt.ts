import type { HashPool } from './hash-pool.js';
import type { ScryptCost } from './hash-worker.js';
import { scryptLimits } from './parameter-limits.js';
import type { PasswordVerifier } from './password-algorithm.js';
import { decodeBase64, encodeBase64, isSame, parseParts } from './phc.js';

const form = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,4}),p=(\d{1,2})\$([^$]*)\$([^$]+)$/;

/** scrypt (RFC 7914) as PHC strings, from elsewhere: `$scrypt$ln=17,r=8,p=1$<salt>$<digest>`. */
export class Scrypt implements PasswordVerifier {
  constructor(private readonly pool: HashPool) {}

  accepts(encoded: string): boolean {
    return parse(encoded) !== null;
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    const parsed = parse(encoded);
    if (parsed === null) return false;
    const { salt, digest, cost } = parsed;
    const computed = await this.pool.run('scrypt', { password, salt, cost, length: digest.length });
    return isSame(computed, digest);
  }
}

function parse(encoded: string) {
  const [, logN, r, p, salt, digest] = form.exec(encoded) ?? [];
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
  const parts = parseParts(salt, digest);
  return parts !== null && isWithinLimits(cost) ? { ...parts, cost } : null;
}

function isWithinLimits({ logN, r, p }: ScryptCost): boolean {
  const memory = 128 * 2 ** logN * r;
  return (
    logN >= 1 &&
    r >= 1 &&
    p >= 1 &&
    p <= scryptLimits.parallelism &&
    memory <= scryptLimits.memoryBytes &&
    memory * p <= scryptLimits.workBytes
  );
}

const firebaseForm =
  /^\$fbscrypt\$v=1,n=(\d{1,2}),r=(\d{1,4}),p=1,ss=([A-Za-z0-9+/]*={0,2}),sk=([A-Za-z0-9+/]+={0,2})\$([^$]*)\$([^$]+)$/;

/** Of a project; the same for all of its accounts. */
export interface FirebaseParameters {
  readonly signerKey: Uint8Array;
  readonly saltSeparator: Uint8Array;
  readonly rounds: number;
  readonly memoryCost: number;
}

/**
 * Firebase's own scrypt: the key that it makes of the password encrypts the signer key of the project. Written as
 * `$fbscrypt$v=1,n=14,r=8,p=1,ss=<salt separator>,sk=<signer key>$<salt>$<hash>`, as others do who took them over.
 */
export class FirebaseScrypt implements PasswordVerifier {
  constructor(private readonly pool: HashPool) {}

  accepts(encoded: string): boolean {
    return parseFirebase(encoded) !== null;
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    const parsed = parseFirebase(encoded);
    if (parsed === null) return false;
    const { salt, separator, signerKey, cost, digest } = parsed;
    const task = { password, salt: Buffer.concat([salt, separator]), length: digest.length, cost, signerKey };
    return isSame(await this.pool.run('firebaseScrypt', task), digest);
  }
}

/** @param salt and digest in base64, as Firebase exports them. Null where they are not. */
export function encodeFirebase(
  { signerKey, saltSeparator, rounds, memoryCost }: FirebaseParameters,
  salt: string,
  digest: string,
): string | null {
  const plain = [salt, digest].map((text) =>
    decodeBase64(text.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/')),
  );
  const [saltBytes, digestBytes] = plain;
  if (!saltBytes || !digestBytes) return null;
  const cost = `v=1,n=${memoryCost},r=${rounds},p=1,ss=${encodeBase64(saltSeparator)},sk=${encodeBase64(signerKey)}`;
  return `$fbscrypt$${cost}$${encodeBase64(saltBytes)}$${encodeBase64(digestBytes)}`;
}

function parseFirebase(encoded: string) {
  const [, logN, r, separator = '', key = '', salt, digest] = firebaseForm.exec(encoded) ?? [];
  const cost = { logN: Number(logN), r: Number(r), p: 1 };
  const parts = parseParts(salt, digest);
  const [saltSeparator, signerKey] = [separator, key].map((text) => decodeBase64(text.replace(/=+$/, '')));
  if (parts === null || !saltSeparator || !signerKey || !isWithinLimits(cost)) return null;
  // What is encrypted has the length of what encrypts it: a shorter one would say yes to its beginning.
  if (signerKey.length !== parts.digest.length) return null;
  return { ...parts, separator: saltSeparator, signerKey, cost };
}

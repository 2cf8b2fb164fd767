import type { ForeignHashes } from '#application/user-transfer/foreign-hashes.js';
import { PasswordHash } from '#domain/users/password-hash.js';
import { Argon2id } from './argon2id.js';
import { BcryptSha256 } from './bcrypt-sha256.js';
import { foreignVerifiers } from './create-password-hasher.js';
import { HashPool } from './hash-pool.js';
import { bcryptLimits } from './parameter-limits.js';
import type { PasswordVerifier } from './password-algorithm.js';
import { encodeLdap } from './salted-digest.js';
import { encodeFirebase, type FirebaseParameters } from './scrypt.js';

/** What the service verifies, in its own forms and in those in which other systems hand it out. */
export class KnownHashes implements ForeignHashes {
  /** Asked for forms only, so no thread is ever begun. */
  readonly #verifiers: readonly PasswordVerifier[];

  /** @param firebase of the project that hashes without a form of their own are from. */
  constructor(private readonly firebase: FirebaseParameters | null) {
    const pool = new HashPool(1);
    const own = [
      new Argon2id({ memoryKib: 8, iterations: 1, parallelism: 1 }, pool),
      new BcryptSha256(bcryptLimits.minCost, pool),
    ];
    this.#verifiers = [...own, ...foreignVerifiers(pool)];
  }

  parse(hash: string, salt: string | null): PasswordHash | null {
    const encoded = this.#encoded(hash, salt);
    const isKnown = encoded !== null && this.#verifiers.some((verifier) => verifier.accepts(encoded));
    return isKnown ? new PasswordHash(encoded) : null;
  }

  #encoded(hash: string, salt: string | null): string | null {
    if (hash.startsWith('{')) return encodeLdap(hash);
    if (hash.startsWith('$')) return hash;
    return salt === null || this.firebase === null ? null : encodeFirebase(this.firebase, salt, hash);
  }
}

/** Of the text that Firebase shows as "Password hash parameters". Null where something is missing or odd. */
export function parseFirebaseParameters(text: string): FirebaseParameters | null {
  const givenFor = (name: string) =>
    new RegExp(`${name}["']?\\s*[:=]\\s*["']?([A-Za-z0-9+/]+={0,2})`).exec(text)?.[1];
  const [signerKey, saltSeparator] = ['base64_signer_key', 'base64_salt_separator'].map(givenFor);
  const [rounds, memoryCost] = ['rounds', 'mem_cost'].map((name) => Number(givenFor(name)));
  if (signerKey === undefined || saltSeparator === undefined || !rounds || !memoryCost) return null;
  const [key, separator] = [signerKey, saltSeparator].map((base64) => Buffer.from(base64, 'base64')) as [
    Buffer,
    Buffer,
  ];
  return { signerKey: key, saltSeparator: separator, rounds, memoryCost };
}

import { BoundedQueue, type QueueLimits } from '../shared/bounded-queue.js';
import { Argon2id, type Argon2Parameters } from './argon2id.js';
import { BcryptSha256 } from './bcrypt-sha256.js';
import { BoundedPasswordHasher } from './bounded-password-hasher.js';
import { HashPool } from './hash-pool.js';
import { OtherArgon2 } from './other-argon2.js';
import type { PasswordVerifier } from './password-algorithm.js';
import { Pbkdf2 } from './pbkdf2.js';
import { PlainBcrypt } from './plain-bcrypt.js';
import { SaltedDigest } from './salted-digest.js';
import { FirebaseScrypt, Scrypt } from './scrypt.js';

/** There are as many threads as hashes at a time (`concurrency`). */
export interface PasswordHasherSettings extends QueueLimits {
  /** Of new hashes. */
  readonly hasher: 'argon2id' | 'bcrypt';
  readonly argon2: Argon2Parameters;
  readonly bcryptCost: number;
}

/** Which password hashes are made, and which are verified. */
export function createPasswordHasher(settings: PasswordHasherSettings): BoundedPasswordHasher {
  const pool = new HashPool(settings.concurrency);
  const algorithms = {
    argon2id: new Argon2id(settings.argon2, pool),
    bcrypt: new BcryptSha256(settings.bcryptCost, pool),
  };
  const verifiers = [...Object.values(algorithms), ...foreignVerifiers(pool)];
  return new BoundedPasswordHasher(algorithms[settings.hasher], verifiers, new BoundedQueue(settings), () =>
    pool.close(),
  );
}

/** Of hashes that were made elsewhere. @public */
export function foreignVerifiers(pool: HashPool): readonly PasswordVerifier[] {
  return [
    new PlainBcrypt(pool),
    new OtherArgon2(pool),
    new Scrypt(pool),
    new FirebaseScrypt(pool),
    new Pbkdf2(pool),
    new SaltedDigest(pool),
  ];
}

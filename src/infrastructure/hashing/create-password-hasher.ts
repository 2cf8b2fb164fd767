import { Argon2id, type Argon2Parameters } from './argon2id.js';
import { BcryptSha256 } from './bcrypt-sha256.js';
import { BoundedPasswordHasher } from './bounded-password-hasher.js';
import { BoundedQueue } from './bounded-queue.js';
import { HashPool } from './hash-pool.js';
import { PlainBcrypt } from './plain-bcrypt.js';

export interface PasswordSettings {
  readonly hasher: 'argon2id' | 'bcrypt';
  readonly argon2: Argon2Parameters;
  readonly bcryptCost: number;
  /** Hashes at a time. */
  readonly concurrency: number;
  readonly maxQueue: number;
  /** In the queue; then 503. */
  readonly maxWaitMs: number;
}

/** The registry of password hashes: which one is made, and which are verified. */
export function createPasswordHasher(config: PasswordSettings): BoundedPasswordHasher {
  const pool = new HashPool(config.concurrency);
  const algorithms = {
    argon2id: new Argon2id(config.argon2, pool),
    bcrypt: new BcryptSha256(config.bcryptCost, pool),
  };
  const verifiers = [...Object.values(algorithms), new PlainBcrypt(pool)];
  return new BoundedPasswordHasher(algorithms[config.hasher], verifiers, new BoundedQueue(config), () =>
    pool.close(),
  );
}

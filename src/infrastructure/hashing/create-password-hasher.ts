import { BoundedQueue, type QueueLimits } from '../shared/bounded-queue.js';
import { Argon2id, type Argon2Parameters } from './argon2id.js';
import { BcryptSha256 } from './bcrypt-sha256.js';
import { BoundedPasswordHasher } from './bounded-password-hasher.js';
import { HashPool } from './hash-pool.js';
import { PlainBcrypt } from './plain-bcrypt.js';

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
  const verifiers = [...Object.values(algorithms), new PlainBcrypt(pool)];
  return new BoundedPasswordHasher(algorithms[settings.hasher], verifiers, new BoundedQueue(settings), () =>
    pool.close(),
  );
}

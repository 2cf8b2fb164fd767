import type { PasswordHasher } from '#application/auth/password-hasher.js';
import type { Password } from '#domain/auth/password.js';
import { PasswordHash } from '#domain/users/password-hash.js';
import type { BoundedQueue } from '../shared/bounded-queue.js';
import type { PasswordAlgorithm, PasswordVerifier } from './password-algorithm.js';

/** Makes hashes in one way and verifies them in several, within the bounds of one queue. */
export class BoundedPasswordHasher implements PasswordHasher {
  /** @param others for hashes that `current` does not accept. */
  constructor(
    private readonly current: PasswordAlgorithm,
    private readonly others: readonly PasswordVerifier[],
    private readonly queue: BoundedQueue,
    private readonly release: () => Promise<void> = async () => undefined,
  ) {}

  hash(password: Password): Promise<PasswordHash> {
    return this.queue.run(async () => new PasswordHash(await this.current.hash(password.value)));
  }

  async verify(password: Password, { encoded }: PasswordHash): Promise<boolean> {
    const verifier = [this.current, ...this.others].find((candidate) => candidate.accepts(encoded));
    if (verifier === undefined) return this.verifyNothing(password);
    return this.queue.run(() => verifier.verify(password.value, encoded));
  }

  async verifyNothing(password: Password): Promise<false> {
    await this.queue.run(() => this.current.verify(password.value, this.current.decoy()));
    return false;
  }

  /**
   * Parameters that differ are behind, even if they are higher: with the same ones for all, a login takes as
   * long for every account and for none (ASVS 6.3.8).
   */
  needsRehash({ encoded }: PasswordHash): boolean {
    return !this.current.accepts(encoded) || !this.current.isCurrent(encoded);
  }

  async close(): Promise<void> {
    await this.queue.close();
    await this.release();
  }
}

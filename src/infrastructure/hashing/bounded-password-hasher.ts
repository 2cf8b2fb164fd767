import type { PasswordHasher } from '#application/auth/password-hasher.js';
import type { Password } from '#domain/auth/password.js';
import { PasswordHash } from '#domain/users/password-hash.js';
import type { BoundedQueue } from '../shared/bounded-queue.js';
import type { PasswordAlgorithm, PasswordVerifier } from './password-algorithm.js';

/** Kinds of hashes that are behind, beyond which the one met first is left out: each is work for every failure. */
const maxKinds = 4;

/** Makes hashes in one way and verifies them in several, within the bounds of one queue. */
export class BoundedPasswordHasher implements PasswordHasher {
  /** A decoy of each kind that has been met and is behind, by algorithm and parameters. */
  readonly #behind = new Map<string, string>();

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

  async verify(password: Password, hash: PasswordHash): Promise<boolean> {
    const { encoded } = hash;
    const verifier = [this.current, ...this.others].find((candidate) => candidate.accepts(encoded));
    if (verifier === undefined) return this.verifyNothing(password);
    if (this.needsRehash(hash)) this.#note(encoded);
    const isRight = await this.queue.run(() => verifier.verify(password.value, encoded));
    return isRight || this.#failAsAll(password, kindOf(encoded));
  }

  async verifyNothing(password: Password): Promise<false> {
    return this.#failAsAll(password, null);
  }

  /**
   * Does the work that is left of one for every kind of hash there is, so that a failure takes as long whichever kind the
   * account has, or none, while those from before a change of the hasher are replaced one by one (ASVS 6.3.8).
   * @param done the kind whose work has been done.
   */
  async #failAsAll(password: Password, done: string | null): Promise<false> {
    const decoy = this.current.decoy();
    const kinds = new Map([[kindOf(decoy), decoy], ...this.#behind]);
    for (const [kind, encoded] of kinds) {
      const verifier = [this.current, ...this.others].find((candidate) => candidate.accepts(encoded));
      if (kind !== done) await this.queue.run(async () => verifier?.verify(password.value, encoded));
    }
    return false;
  }

  #note(encoded: string): void {
    const kind = kindOf(encoded);
    if (this.#behind.has(kind)) return;
    const [first] = this.#behind.keys();
    if (first !== undefined && this.#behind.size === maxKinds) this.#behind.delete(first);
    this.#behind.set(kind, decoyOf(encoded));
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

/** What stands before salt and digest, which are one part in bcrypt's own form and two in that of PHC. */
function kindOf(encoded: string): string {
  const parts = encoded.split('$');
  return parts.slice(0, Math.max(3, parts.length - 2)).join('$');
}

/** Of nobody's password; the letter is a digit in either's base64. */
function decoyOf(encoded: string): string {
  return encoded.replace(/[^$]+$/, (digest) => 'A'.repeat(digest.length));
}

import {
  type Challenge,
  type ChallengeKind,
  type Challenges,
  challengeSeconds,
  challengeTries,
  type TakenChallenge,
} from '#application/mfa/challenges.js';
import type { Clock } from '#application/shared/clock.js';
import { invalidCredentials } from '#domain/auth/errors.js';
import type { MemoryDatabase } from '../database.js';
import { userTable } from '../users/repository.js';
import { challengeTable } from './tables.js';

export class MemoryChallenges implements Challenges {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly clock: Clock,
  ) {}

  async add(digest: string, challenge: Challenge): Promise<void> {
    if (this.database.table(userTable).get(challenge.userId) === undefined) throw invalidCredentials();
    const expiresAt = new Date(this.clock.now().getTime() + challengeSeconds * 1000);
    this.#challenges.set(digest, { ...challenge, triesLeft: challengeTries, expiresAt });
  }

  async find(digest: string, kind: ChallengeKind): Promise<Challenge | null> {
    return this.#open(digest, kind);
  }

  async take(digest: string, kind: ChallengeKind): Promise<TakenChallenge | null> {
    const found = this.#open(digest, kind);
    if (found === null) return null;
    const taken = { ...found, triesLeft: found.triesLeft - 1 };
    this.#challenges.set(digest, taken);
    return taken;
  }

  async consume(digest: string): Promise<boolean> {
    return this.database.write(() => {
      const isThere = this.#challenges.get(digest) !== undefined;
      this.#challenges.delete(digest);
      return isThere;
    });
  }

  get #challenges() {
    return this.database.table(challengeTable);
  }

  #open(digest: string, kind: ChallengeKind) {
    const found = this.#challenges.get(digest);
    const isOpen = found?.kind === kind && found.triesLeft > 0 && found.expiresAt > this.clock.now();
    return isOpen ? found : null;
  }
}

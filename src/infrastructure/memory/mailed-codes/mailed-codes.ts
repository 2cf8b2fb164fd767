import {
  type CodeOwner,
  codeLifetimeSeconds,
  type MailedCode,
  type MailedCodes,
  maxTries,
  type NewChallenge,
} from '#application/mailed-codes/mailed-codes.js';
import type { Clock } from '#application/shared/clock.js';
import type { Retention } from '#application/shared/retention.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import type { MemoryTable } from '../table.js';
import { defineMemoryTable } from '../table-definition.js';
import { userTable } from '../users/repository.js';

interface ChallengeRow extends NewChallenge {
  readonly triesLeft: number;
  readonly expiresAt: Date;
  /** Without digest and hash where a later one has taken its place. */
  readonly code: (CodeOwner & Partial<MailedCode>) | null;
}

const challengeTable = defineMemoryTable<ChallengeRow>('mailed codes', {
  parent: { table: userTable, keyOf: ({ code }) => code?.userId ?? '' },
});

export class MemoryMailedCodes implements MailedCodes {
  readonly #challenges: MemoryTable<ChallengeRow>;

  constructor(
    private readonly database: MemoryDatabase,
    private readonly clock: Clock,
  ) {
    this.#challenges = database.table(challengeTable);
  }

  async open(challenge: NewChallenge): Promise<void> {
    const expiresAt = new Date(this.clock.now().getTime() + codeLifetimeSeconds * 1000);
    this.database.write(() =>
      this.#challenges.set(challenge.hash, { ...challenge, triesLeft: maxTries, expiresAt, code: null }),
    );
  }

  async find(challengeHash: string): Promise<Pick<NewChallenge, 'sealedAddress'> | null> {
    const row = this.#alive(challengeHash);
    return row === null || row.triesLeft === 0 ? null : { sealedAddress: row.sealedAddress };
  }

  async arm(challengeHash: string, code: MailedCode): Promise<boolean> {
    return this.database.write(() => {
      const row = this.#alive(challengeHash);
      if (row === null || row.code !== null) return false;
      const { userId } = code;
      for (const { code: theirs, ...other } of this.#challenges.where((any) => any.code?.userId === userId)) {
        const { accountDigest } = theirs as CodeOwner;
        this.#challenges.set(other.hash, { ...other, code: { userId, accountDigest } });
      }
      this.#challenges.set(challengeHash, { ...row, code });
      return true;
    });
  }

  takeTry(challengeHash: string): Promise<{ readonly codeDigest: string | null } | null> {
    return this.database.exclusively(async () => {
      const row = this.#alive(challengeHash);
      if (row === null || row.triesLeft === 0) return null;
      this.#challenges.set(challengeHash, { ...row, triesLeft: row.triesLeft - 1 });
      return { codeDigest: row.code?.codeDigest ?? null };
    });
  }

  async consume(challengeHash: string, codeDigest: string): Promise<CodeOwner | null> {
    return this.#consume(({ hash, code }) => hash === challengeHash && code?.codeDigest === codeDigest);
  }

  async consumeLink(linkHash: string): Promise<CodeOwner | null> {
    return this.#consume(({ code }) => code?.linkHash === linkHash);
  }

  #consume(isMeant: (row: ChallengeRow) => boolean): CodeOwner | null {
    return this.database.write(() => {
      const [row] = this.#challenges.where(isMeant);
      const alive = row && this.#alive(row.hash);
      if (!alive?.code) return null;
      this.#challenges.delete(alive.hash);
      const { userId, accountDigest } = alive.code;
      return { userId, accountDigest };
    });
  }

  #alive(challengeHash: string): ChallengeRow | null {
    const row = this.#challenges.get(challengeHash);
    return row !== undefined && row.expiresAt > this.clock.now() ? row : null;
  }
}

export function mailedCodeRetention(database: MemoryDatabase, clock: Clock): Retention {
  return memoryRetention(
    database.table(challengeTable),
    clock,
    ({ expiresAt }, before) => expiresAt <= before,
  );
}

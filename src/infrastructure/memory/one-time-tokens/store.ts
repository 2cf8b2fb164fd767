import type {
  KeptToken,
  NewOneTimeToken,
  OneTimeToken,
  OneTimeTokenStore,
} from '#application/one-time-tokens/one-time-token-store.js';
import type { Clock } from '#application/shared/clock.js';
import type { UserId } from '#domain/shared/ids.js';
import { emailTaken, userNotFound } from '#domain/users/errors.js';
import type { MemoryDatabase } from '../database.js';
import type { MemoryTable } from '../table.js';
import { userTable } from '../users/repository.js';
import { oneTimeTokenTable, type StoredToken } from './table.js';

export class MemoryOneTimeTokenStore implements OneTimeTokenStore {
  readonly #tokens: MemoryTable<StoredToken>;
  #last = 0;

  constructor(
    private readonly database: MemoryDatabase,
    private readonly clock: Clock,
  ) {
    this.#tokens = database.table(oneTimeTokenTable);
    database.table(userTable).addCheck(({ id, email }, replaced) => {
      if (replaced?.email.equals(email)) return;
      const leadsThere = (token: StoredToken) => token.binding === null && token.email === email.value;
      const others = this.#tokens.where((token) => token.userId !== id && leadsThere(token));
      if (others.some((token) => this.#alive(token) !== null)) throw emailTaken();
    });
  }

  async put({ seconds, ...token }: NewOneTimeToken): Promise<void> {
    const { userId } = token;
    const key = keyOf(token);
    this.database.write(() => {
      if (this.database.table(userTable).get(userId) === undefined) throw userNotFound();
      this.#last += 1;
      const at = this.clock.now();
      const before = this.#tokens.get(key);
      const number = before?.number ?? this.#last;
      const issuedAt = this.#alive(before)?.issuedAt ?? at;
      const expiresAt = new Date(at.getTime() + seconds * 1000);
      this.#tokens.set(key, { ...token, number, issuedAt, expiresAt });
    });
  }

  async find(hash: string, purposes: readonly string[]): Promise<OneTimeToken | null> {
    const [stored] = this.#tokens.where((token) => token.hash === hash && purposes.includes(token.purpose));
    return this.#alive(stored);
  }

  async listOf(userId: UserId): Promise<readonly KeptToken[]> {
    return this.#tokens
      .where((token) => token.userId === userId)
      .sort((a, b) => a.number - b.number)
      .map(({ purpose, email, issuedAt, expiresAt }) => ({ purpose, email, issuedAt, expiresAt }));
  }

  async take(hash: string, purposes: readonly string[]): Promise<OneTimeToken | null> {
    this.database.transaction.requireForWriting();
    const token = await this.find(hash, purposes);
    if (token !== null) this.database.write(() => this.#tokens.deleteWhere((each) => each.hash === hash));
    return token;
  }

  async withdraw(userId: UserId, purpose: string, slot: string): Promise<OneTimeToken | null> {
    const key = keyOf({ userId, purpose, slot });
    return this.database.write(() => {
      const token = this.#alive(this.#tokens.get(key));
      if (token !== null) this.#tokens.delete(key);
      return token;
    });
  }

  async discard(userId: UserId, bindings: readonly string[], unboundFrom: number | null): Promise<void> {
    const isUnwanted = ({ binding, number }: StoredToken) =>
      binding === null ? unboundFrom !== null && number >= unboundFrom : !bindings.includes(binding);
    this.database.write(() =>
      this.#tokens.deleteWhere((token) => token.userId === userId && isUnwanted(token)),
    );
  }

  #alive(stored: StoredToken | undefined): OneTimeToken | null {
    if (stored === undefined || stored.expiresAt <= this.clock.now()) return null;
    const { hash: _hash, slot: _slot, expiresAt: _expiresAt, ...token } = stored;
    return token;
  }
}

function keyOf({ userId, purpose, slot }: Pick<StoredToken, 'userId' | 'purpose' | 'slot'>): string {
  return JSON.stringify([userId, purpose, slot]);
}

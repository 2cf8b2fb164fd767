import type { StoredEvent } from '#application/shared/outbox.js';
import type { StoredSigningKey } from '#application/signing-keys/signing-key-store.js';
import type { AuditEntry } from '#domain/audit/audit-entry.js';
import type { SessionState } from '#domain/sessions/session.js';
import type { UserState } from '#domain/users/user.js';
import { CurrentTransaction } from '../shared/transaction.js';
import { MemoryTable } from './table.js';
import type { MemoryTransaction } from './transaction.js';

export interface OutboxEntry {
  readonly event: StoredEvent;
  readonly attempts: number;
  readonly nextAttemptAt: Date;
  readonly deliveredAt: Date | null;
  readonly parkedAt: Date | null;
  readonly lastError: string | null;
}

export interface LoginAttempt {
  readonly key: string;
  /** Failures. */
  readonly count: number;
  readonly pending: number;
  readonly resetsAt: Date;
}

/** All that the adapters in this folder store; it ends with the process. */
export class MemoryDatabase {
  readonly transaction = new CurrentTransaction<MemoryTransaction>();
  readonly users = this.#table<UserState>();
  readonly sessions = this.#table<SessionState>();
  readonly auditEntries = this.#table<AuditEntry>();
  readonly outbox = this.#table<OutboxEntry>();
  readonly signingKeys = this.#table<StoredSigningKey>();
  /** Outside all transactions: a counter stands even if what it counted is rolled back. */
  readonly loginAttempts = new MemoryTable<LoginAttempt>(() => null);

  #last: Promise<unknown> = Promise.resolve();

  /** Runs transactions one at a time, in the order of their coming. */
  exclusively<R>(transact: () => Promise<R>): Promise<R> {
    const result = this.#last.then(transact);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** A change within the running transaction, which fails with it. @throws Error outside one. */
  write(change: () => void): void {
    const transaction = this.transaction.requireForWriting();
    try {
      change();
    } catch (error) {
      transaction.fail(error);
      throw error;
    }
  }

  #table<Row extends object>(): MemoryTable<Row> {
    return new MemoryTable<Row>(() => this.transaction.get());
  }
}

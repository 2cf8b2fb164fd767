import type { StoredEvent } from '#application/events/stored-event.js';
import type { StoredSigningKey } from '#application/signing-keys/signing-key-store.js';
import type { AuditEntry } from '#domain/audit/audit-entry.js';
import type { SessionState } from '#domain/sessions/session.js';
import type { UserState } from '#domain/users/user.js';
import { CurrentTransaction } from '../shared/transaction.js';
import { MemoryTable } from './table.js';
import type { MemoryTransaction } from './transaction.js';

export interface LoggedEvent {
  readonly event: StoredEvent;
  readonly appendedAt: Date;
}

export interface SubscriptionEntry {
  readonly name: string;
  readonly position: number;
  readonly owner: string | null;
  readonly leaseUntil: Date | null;
  readonly attempts: number;
  readonly retryAt: Date | null;
  readonly lastError: string | null;
}

export interface DeadLetterEntry {
  readonly subscription: string;
  readonly position: number;
  readonly parkedAt: Date;
  readonly attempts: number;
  readonly lastError: string;
  readonly isDue: boolean;
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
  readonly events = this.#table<LoggedEvent>();
  readonly subscriptions = this.#table<SubscriptionEntry>();
  readonly deadLetters = this.#table<DeadLetterEntry>();
  readonly signingKeys = this.#table<StoredSigningKey>();
  /** Outside all transactions: a counter stands even if what it counted is rolled back. */
  readonly loginAttempts = new MemoryTable<LoginAttempt>(() => null);

  #lastPosition = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** Runs transactions one at a time, in the order of their coming. */
  exclusively<R>(transact: () => Promise<R>): Promise<R> {
    const result = this.#last.then(transact);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Of the next event; one that is rolled back leaves a gap. */
  nextPosition(): number {
    this.#lastPosition += 1;
    return this.#lastPosition;
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

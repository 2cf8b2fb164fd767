import type { ClaimedEvent, OutboxStore } from '#infrastructure/events/outbox-store.js';
import { byText } from '../collation.js';
import type { MemoryDatabase, OutboxEntry } from '../database.js';

/** Works on what is committed, at once: no method waits, so none sees another half-done. */
export class MemoryOutboxStore implements OutboxStore {
  constructor(private readonly database: MemoryDatabase) {}

  async claim(limit: number, now: Date, leaseEnd: Date): Promise<readonly ClaimedEvent[]> {
    return this.database.outbox
      .all()
      .filter((entry) => isPending(entry) && entry.nextAttemptAt <= now)
      .sort((a, b) => byText(a.event.id, b.event.id))
      .slice(0, limit)
      .map((entry) => {
        const attempts = entry.attempts + 1;
        this.#set({ ...entry, attempts, nextAttemptAt: leaseEnd });
        return { event: entry.event, attempt: attempts };
      });
  }

  async markDelivered(ids: readonly string[], at: Date): Promise<void> {
    for (const id of ids) {
      const entry = this.database.outbox.get(id);
      if (entry?.parkedAt === null) this.#set({ ...entry, deliveredAt: at, lastError: null });
    }
  }

  async retryAt(claimed: ClaimedEvent, at: Date, error: string): Promise<void> {
    this.#change(claimed, (entry) => ({ ...entry, nextAttemptAt: at, lastError: error }));
  }

  async park(claimed: ClaimedEvent, at: Date, error: string): Promise<void> {
    this.#change(claimed, (entry) => ({ ...entry, parkedAt: at, lastError: error }));
  }

  async release(claimed: readonly ClaimedEvent[], now: Date): Promise<void> {
    for (const item of claimed) {
      this.#change(item, (entry) => ({ ...entry, attempts: entry.attempts - 1, nextAttemptAt: now }));
    }
  }

  /** Unless another relay has claimed or ended it since. */
  #change({ event, attempt }: ClaimedEvent, change: (entry: OutboxEntry) => OutboxEntry): void {
    const entry = this.database.outbox.get(event.id);
    if (entry !== undefined && isPending(entry) && entry.attempts === attempt) this.#set(change(entry));
  }

  #set(entry: OutboxEntry): void {
    this.database.outbox.set(entry.event.id, entry);
  }
}

function isPending({ deliveredAt, parkedAt }: OutboxEntry): boolean {
  return deliveredAt === null && parkedAt === null;
}

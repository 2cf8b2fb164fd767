import type { StoredEvent } from '#application/events/stored-event.js';
import { eventNamesOf, type Subscription } from '#application/events/subscription.js';
import { processEnded } from '#infrastructure/events/event-failures.js';
import type {
  DueLetter,
  Failure,
  Lease,
  SubscriptionStore,
  Turn,
} from '#infrastructure/events/subscription-store.js';
import type { MemoryDatabase } from '../database.js';
import { deadLetterKey } from './dead-letter-key.js';
import {
  type DeadLetterEntry,
  deadLetterTable,
  eventTable,
  newSubscription,
  type SubscriptionEntry,
  subscriptionTable,
} from './tables.js';

/** Transactions come one after the other, so that all that is committed may be read. */
export class MemorySubscriptionStore implements SubscriptionStore {
  /** Names of those whose unit of work has not ended. */
  readonly #held = new Set<string>();

  constructor(private readonly database: MemoryDatabase) {}

  async register(subscriptions: readonly Subscription[]): Promise<void> {
    for (const { name, start } of subscriptions) {
      if (this.database.table(subscriptionTable).get(name) !== undefined) continue;
      this.#set(newSubscription(name, start === 'now' ? this.#end() : 0));
    }
  }

  async isDue(subscription: Subscription): Promise<boolean> {
    const entry = this.database.table(subscriptionTable).get(subscription.name);
    return entry !== undefined && this.#hasWork(subscription, entry);
  }

  async claim(subscription: Subscription, { owner, milliseconds }: Lease): Promise<Turn | null> {
    const entry = this.database.table(subscriptionTable).get(subscription.name);
    const isFree = entry !== undefined && isPast(entry.leaseUntil) && !this.#held.has(entry.name);
    if (!isFree || !this.#hasWork(subscription, entry)) return null;
    const isTakenOver = entry.owner !== null;
    const attempts = entry.attempts + (isTakenOver ? 1 : 0);
    const lastError = isTakenOver ? processEnded : entry.lastError;
    this.#set({ ...entry, owner, leaseUntil: after(milliseconds), attempts, lastError });
    const { position, retryAt } = entry;
    const end = this.#events(subscription, position).at(-1)?.position ?? position;
    return { position, end, attempts, isTakenOver, isReady: isPast(retryAt) };
  }

  async read(
    subscription: Subscription,
    behind: number,
    end: number,
    limit: number,
  ): Promise<readonly StoredEvent[]> {
    return this.#events(subscription, behind)
      .filter(({ position }) => position <= end)
      .slice(0, limit);
  }

  async hold(lease: Lease): Promise<boolean> {
    const transaction = this.database.transaction.require();
    if (this.#own(lease) === undefined) return false;
    this.#held.add(lease.subscription);
    transaction.afterCompletion.push(async () => void this.#held.delete(lease.subscription));
    return true;
  }

  async renew(lease: Lease): Promise<boolean> {
    return this.#change(lease, { leaseUntil: after(lease.milliseconds) });
  }

  async release(lease: Lease): Promise<boolean> {
    return this.#change(lease, { owner: null, leaseUntil: null });
  }

  async move(lease: Lease, position: number): Promise<boolean> {
    return this.#change(lease, { ...handled(position), leaseUntil: after(lease.milliseconds) });
  }

  async finish(lease: Lease, position: number): Promise<boolean> {
    return this.#change(lease, { ...handled(position), owner: null, leaseUntil: null });
  }

  async postpone(lease: Lease, { attempts, error }: Failure, delayMs: number): Promise<boolean> {
    const retry = { attempts, lastError: error, retryAt: after(delayMs) };
    return this.#change(lease, { ...retry, owner: null, leaseUntil: null });
  }

  async park(lease: Lease, { position }: StoredEvent, { attempts, error }: Failure): Promise<boolean> {
    if (!(await this.move(lease, position))) return false;
    const { subscription } = lease;
    const letter = { subscription, position, parkedAt: new Date(), attempts, lastError: error, isDue: false };
    this.database.table(deadLetterTable).set(deadLetterKey(letter), letter);
    return true;
  }

  async dueLetters(subscription: string, limit: number): Promise<readonly DueLetter[]> {
    return this.database
      .table(deadLetterTable)
      .where((letter) => letter.subscription === subscription && letter.isDue)
      .sort((a, b) => a.position - b.position)
      .slice(0, limit)
      .flatMap(({ position, attempts }) => {
        const logged = this.database.table(eventTable).get(String(position));
        return logged === undefined ? [] : [{ event: logged.event, attempts }];
      });
  }

  async settle(subscription: string, position: number): Promise<void> {
    this.database.table(deadLetterTable).delete(deadLetterKey({ subscription, position }));
  }

  async keep(subscription: string, position: number, { attempts, error }: Failure): Promise<void> {
    const key = deadLetterKey({ subscription, position });
    const letter = this.database.table(deadLetterTable).get(key);
    if (letter === undefined) return;
    this.database.table(deadLetterTable).set(key, { ...letter, attempts, lastError: error, isDue: false });
  }

  #hasWork(subscription: Subscription, { name, position, retryAt }: SubscriptionEntry): boolean {
    const isDue = (letter: Readonly<DeadLetterEntry>) => letter.subscription === name && letter.isDue;
    if (this.database.table(deadLetterTable).where(isDue).length > 0) return true;
    return isPast(retryAt) && this.#events(subscription, position).length > 0;
  }

  #events(subscription: Subscription, behind: number): StoredEvent[] {
    const names = eventNamesOf(subscription);
    return this.database
      .table(eventTable)
      .where(({ event }) => event.position > behind && (names?.includes(event.name) ?? true))
      .map(({ event }) => event)
      .sort((a, b) => a.position - b.position);
  }

  #end(): number {
    return this.database
      .table(eventTable)
      .all()
      .reduce((end, { event }) => Math.max(end, event.position), 0);
  }

  #own({ subscription, owner }: Lease): SubscriptionEntry | undefined {
    const entry = this.database.table(subscriptionTable).get(subscription);
    return entry?.owner === owner ? entry : undefined;
  }

  #change(lease: Lease, changes: Partial<SubscriptionEntry>): boolean {
    const entry = this.#own(lease);
    if (entry !== undefined) this.#set({ ...entry, ...changes });
    return entry !== undefined;
  }

  #set(entry: SubscriptionEntry): void {
    this.database.table(subscriptionTable).set(entry.name, entry);
  }
}

function handled(position: number): Partial<SubscriptionEntry> {
  return { position, attempts: 0, retryAt: null, lastError: null };
}

function after(milliseconds: number): Date {
  return new Date(Date.now() + milliseconds);
}

function isPast(time: Date | null): boolean {
  return time === null || time.getTime() <= Date.now();
}

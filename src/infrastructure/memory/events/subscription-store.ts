import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import { LeaseLostError, processEnded } from '#infrastructure/events/event-failures.js';
import type {
  DueLetter,
  Failure,
  Lease,
  SubscriptionStore,
  Turn,
} from '#infrastructure/events/subscription-store.js';
import type { MemoryDatabase } from '../database.js';
import {
  type DeadLetterEntry,
  deadLetterKey,
  deadLettersOf,
  deadLetterTable,
  eventsBehind,
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
    for (const subscription of subscriptions) {
      if (this.#find(subscription.name) !== undefined) continue;
      this.#set(newSubscription(this.database, subscription));
    }
  }

  async due(subscriptions: readonly Subscription[]): Promise<readonly string[]> {
    return subscriptions.filter((subscription) => this.#isDue(subscription)).map(({ name }) => name);
  }

  async claim(subscription: Subscription, { owner, milliseconds }: Lease): Promise<Turn | null> {
    const entry = this.#find(subscription.name);
    if (entry === undefined || !isPast(entry.leaseUntil) || this.#held.has(entry.name)) return null;
    if (!this.#isDue(subscription)) return null;
    const isTakenOver = entry.owner !== null;
    const attempts = entry.attempts + (isTakenOver ? 1 : 0);
    const lastError = isTakenOver ? processEnded : entry.lastError;
    this.#set({ ...entry, owner, leaseUntil: after(milliseconds), attempts, lastError });
    const { position, retryAt } = entry;
    const end = eventsBehind(this.database, position, subscription).at(-1)?.event.position ?? position;
    return { position, end, attempts, isTakenOver, isReady: isPast(retryAt) };
  }

  async read(
    subscription: Subscription,
    behind: number,
    end: number,
    limit: number,
  ): Promise<readonly StoredEvent[]> {
    return eventsBehind(this.database, behind, subscription)
      .map(({ event }) => event)
      .filter(({ position }) => position <= end)
      .slice(0, limit);
  }

  async hold(lease: Lease): Promise<void> {
    const transaction = this.database.transaction.require();
    await this.#change(lease, {});
    this.#held.add(lease.subscription);
    transaction.afterCompletion.push(async () => void this.#held.delete(lease.subscription));
  }

  renew(lease: Lease): Promise<void> {
    return this.#change(lease, { leaseUntil: after(lease.milliseconds) });
  }

  release(lease: Lease): Promise<void> {
    return this.#change(lease, nobodys);
  }

  move(lease: Lease, position: number): Promise<void> {
    const leaseUntil = after(lease.milliseconds);
    return this.#change(lease, { position, attempts: 0, ...noFailure, leaseUntil });
  }

  finish(lease: Lease, position: number): Promise<void> {
    return this.#change(lease, { position, attempts: 0, ...noFailure, ...nobodys });
  }

  postpone(lease: Lease, { attempts, error: lastError }: Failure, delayMs: number): Promise<void> {
    return this.#change(lease, { attempts, lastError, retryAt: after(delayMs), ...nobodys });
  }

  async park(lease: Lease, event: StoredEvent, { attempts, error: lastError }: Failure): Promise<void> {
    await this.move(lease, event.position);
    const { subscription } = lease;
    this.#setLetter({ subscription, event, parkedAt: new Date(), attempts, lastError, isDue: false });
  }

  async dueLetters(subscription: string, limit: number): Promise<readonly DueLetter[]> {
    const due = deadLettersOf(this.database, subscription).filter(({ isDue }) => isDue);
    return due.slice(0, limit).map(({ event, attempts }) => ({ event, attempts }));
  }

  async settle(subscription: string, position: number): Promise<void> {
    this.database.table(deadLetterTable).delete(deadLetterKey(subscription, position));
  }

  async keep(subscription: string, position: number, { attempts, error }: Failure): Promise<void> {
    const letter = this.database.table(deadLetterTable).get(deadLetterKey(subscription, position));
    if (letter !== undefined) this.#setLetter({ ...letter, attempts, lastError: error, isDue: false });
  }

  #isDue(subscription: Subscription): boolean {
    const entry = this.#find(subscription.name);
    if (entry === undefined) return false;
    if (deadLettersOf(this.database, entry.name).some(({ isDue }) => isDue)) return true;
    return isPast(entry.retryAt) && eventsBehind(this.database, entry.position, subscription).length > 0;
  }

  #find(name: string): SubscriptionEntry | undefined {
    return this.database.table(subscriptionTable).get(name);
  }

  async #change(lease: Lease, changes: Partial<SubscriptionEntry>): Promise<void> {
    const entry = this.#find(lease.subscription);
    if (entry?.owner !== lease.owner) throw new LeaseLostError();
    this.#set({ ...entry, ...changes });
  }

  #set(entry: SubscriptionEntry): void {
    this.database.table(subscriptionTable).set(entry.name, entry);
  }

  #setLetter(letter: DeadLetterEntry): void {
    const key = deadLetterKey(letter.subscription, letter.event.position);
    this.database.table(deadLetterTable).set(key, letter);
  }
}

const nobodys = { owner: null, leaseUntil: null };
const noFailure = { retryAt: null, lastError: null };

function after(milliseconds: number): Date {
  return new Date(Date.now() + milliseconds);
}

function isPast(time: Date | null): boolean {
  return time === null || time.getTime() <= Date.now();
}

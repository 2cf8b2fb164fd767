import { eventNamesOf, type Subscription } from '#application/events/subscription.js';
import type {
  DeadLetter,
  SubscriptionDesk,
  SubscriptionStatus,
} from '#application/events/subscription-desk.js';
import { byText } from '../collation.js';
import type { MemoryDatabase } from '../database.js';
import { deadLetterKey } from './dead-letter-key.js';
import {
  type DeadLetterEntry,
  deadLetterTable,
  eventTable,
  type LoggedEvent,
  newSubscription,
  subscriptionTable,
} from './tables.js';

export class MemorySubscriptionDesk implements SubscriptionDesk {
  constructor(private readonly database: MemoryDatabase) {}

  async list(known: readonly Subscription[]): Promise<readonly SubscriptionStatus[]> {
    const begun = this.database.table(subscriptionTable).all();
    const names = new Set(begun.map(({ name }) => name));
    const end = Math.max(0, ...this.#log(() => true).map(({ event }) => event.position));
    const toBegin = known
      .filter(({ name }) => !names.has(name))
      .map(({ name, start }) => newSubscription(name, start === 'now' ? end : 0));
    const entries = [...begun, ...toBegin].sort((a, b) => byText(a.name, b.name));
    return entries.map((entry) => {
      const subscription = known.find(({ name }) => name === entry.name);
      const names = subscription === undefined ? null : eventNamesOf(subscription);
      const unhandled = this.#log(
        ({ event }) => event.position > entry.position && (names?.includes(event.name) ?? true),
      );
      const oldest = Math.min(...unhandled.map(({ appendedAt }) => appendedAt.getTime()));
      return {
        ...entry,
        lag: unhandled.length,
        oldestUnhandledSeconds: unhandled.length === 0 ? null : (Date.now() - oldest) / 1000,
        deadLetters: this.#letters(entry.name).length,
      };
    });
  }

  async deadLetters(subscription: string, after: number, limit: number): Promise<readonly DeadLetter[]> {
    return this.#letters(subscription)
      .filter(({ position }) => position > after)
      .slice(0, limit)
      .flatMap(({ position, parkedAt, attempts, lastError, isDue }) => {
        const logged = this.database.table(eventTable).get(String(position));
        return logged === undefined ? [] : [{ event: logged.event, parkedAt, attempts, lastError, isDue }];
      });
  }

  async retry(subscription: string, eventId: string | null): Promise<number> {
    const letters = this.#letters(subscription, eventId);
    for (const letter of letters)
      this.database.table(deadLetterTable).set(deadLetterKey(letter), { ...letter, isDue: true });
    return letters.length;
  }

  async discard(subscription: string, eventId: string): Promise<boolean> {
    const [letter] = this.#letters(subscription, eventId);
    if (letter !== undefined) this.database.table(deadLetterTable).delete(deadLetterKey(letter));
    return letter !== undefined;
  }

  /** After the unit of work that may be moving it. */
  replay(subscription: string, since: Date | null): Promise<number | null> {
    return this.database.exclusively(async () => {
      const entry = this.database.table(subscriptionTable).get(subscription);
      if (entry === undefined) return null;
      const [first] = this.#log(({ appendedAt }) => since === null || appendedAt >= since);
      const position = Math.min(entry.position, (first?.event.position ?? Number.POSITIVE_INFINITY) - 1);
      const anew = { attempts: 0, retryAt: null, lastError: null, owner: null, leaseUntil: null };
      this.database.table(subscriptionTable).set(subscription, { ...entry, position, ...anew });
      for (const letter of this.#letters(subscription)) {
        if (letter.position > position) this.database.table(deadLetterTable).delete(deadLetterKey(letter));
      }
      return position;
    });
  }

  #log(isWanted: (logged: Readonly<LoggedEvent>) => boolean): LoggedEvent[] {
    return this.database
      .table(eventTable)
      .where(isWanted)
      .sort((a, b) => a.event.position - b.event.position);
  }

  #letters(subscription: string, eventId: string | null = null): DeadLetterEntry[] {
    const isOf = ({ position }: DeadLetterEntry) =>
      eventId === null || this.database.table(eventTable).get(String(position))?.event.id === eventId;
    return this.database
      .table(deadLetterTable)
      .where((letter) => letter.subscription === subscription)
      .filter(isOf)
      .sort((a, b) => a.position - b.position);
  }
}

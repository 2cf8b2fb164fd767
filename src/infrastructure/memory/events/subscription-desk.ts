import type { Subscription } from '#application/events/subscription.js';
import type {
  DeadLetter,
  SubscriptionDesk,
  SubscriptionStatus,
} from '#application/events/subscription-desk.js';
import { byText } from '../collation.js';
import type { MemoryDatabase } from '../database.js';
import {
  deadLetterKey,
  deadLettersOf,
  deadLetterTable,
  eventsBehind,
  eventTable,
  newSubscription,
  subscriptionTable,
} from './tables.js';

export class MemorySubscriptionDesk implements SubscriptionDesk {
  constructor(private readonly database: MemoryDatabase) {}

  async list(known: readonly Subscription[]): Promise<readonly SubscriptionStatus[]> {
    const begun = this.database.table(subscriptionTable).all();
    const names = new Set(begun.map(({ name }) => name));
    const toBegin = known
      .filter(({ name }) => !names.has(name))
      .map((subscription) => newSubscription(this.database, subscription));
    return [...begun, ...toBegin]
      .sort((a, b) => byText(a.name, b.name))
      .map((entry) => {
        const subscription = known.find(({ name }) => name === entry.name);
        const unhandled = eventsBehind(this.database, entry.position, subscription);
        const oldest = unhandled[0]?.appendedAt.getTime();
        return {
          ...entry,
          lag: unhandled.length,
          oldestUnhandledSeconds: oldest === undefined ? null : (Date.now() - oldest) / 1000,
          deadLetters: deadLettersOf(this.database, entry.name).length,
        };
      });
  }

  async deadLetters(name: string, after: number, limit: number): Promise<readonly DeadLetter[]> {
    return deadLettersOf(this.database, name)
      .filter(({ event }) => event.position > after)
      .slice(0, limit)
      .map(({ subscription, ...letter }) => letter);
  }

  async findDeadLetter(name: string, eventId: string): Promise<DeadLetter | null> {
    const [letter] = deadLettersOf(this.database, name).filter(({ event }) => event.id === eventId);
    if (letter === undefined) return null;
    const { subscription, ...found } = letter;
    return found;
  }

  async retry(subscription: string, eventId: string | null): Promise<number> {
    const ofAll = deadLettersOf(this.database, subscription);
    const letters = ofAll.filter(({ event }) => eventId === null || event.id === eventId);
    for (const letter of letters) {
      const key = deadLetterKey(subscription, letter.event.position);
      this.database.table(deadLetterTable).set(key, { ...letter, isDue: true });
    }
    return letters.length;
  }

  async discard(subscription: string, eventId: string): Promise<boolean> {
    const letters = this.database.table(deadLetterTable);
    return letters.deleteWhere((each) => each.subscription === subscription && each.event.id === eventId) > 0;
  }

  /** After the unit of work that may be moving it. */
  replay(subscription: string, since: Date | null): Promise<number | null> {
    return this.database.exclusively(async () => {
      const entry = this.database.table(subscriptionTable).get(subscription);
      if (entry === undefined) return null;
      const events = this.database.table(eventTable);
      const [first] = events.where(({ appendedAt }) => since === null || appendedAt >= since);
      const position = Math.min(entry.position, (first?.event.position ?? Number.POSITIVE_INFINITY) - 1);
      const anew = { attempts: 0, retryAt: null, lastError: null, owner: null, leaseUntil: null };
      this.database.table(subscriptionTable).set(subscription, { ...entry, position, ...anew });
      this.database
        .table(deadLetterTable)
        .deleteWhere((each) => each.subscription === subscription && each.event.position > position);
      return position;
    });
  }
}

import type { StoredEvent } from '#application/events/stored-event.js';
import { eventNamesOf, type Subscription } from '#application/events/subscription.js';
import type { DeadLetter, SubscriptionStatus } from '#application/events/subscription-desk.js';
import type { MemoryDatabase } from '../database.js';
import { defineMemoryTable } from '../table-definition.js';

export interface LoggedEvent {
  readonly event: StoredEvent;
  readonly appendedAt: Date;
}

export type SubscriptionEntry = Omit<SubscriptionStatus, 'lag' | 'oldestUnhandledSeconds' | 'deadLetters'>;

export interface DeadLetterEntry extends DeadLetter {
  readonly subscription: string;
}

/** By position, and in its order, since transactions come one after the other. @public */
export const eventTable = defineMemoryTable<LoggedEvent>('events');
export const subscriptionTable = defineMemoryTable<SubscriptionEntry>('subscriptions');
/** One row: behind which position everything is kept. */
export const logStartTable = defineMemoryTable<{ readonly position: number }>('log start');
export const deadLetterTable = defineMemoryTable<DeadLetterEntry>('dead letters');

/** As it begins. */
export function newSubscription(
  database: MemoryDatabase,
  { name, start }: Pick<Subscription, 'name' | 'start'>,
): SubscriptionEntry {
  const end = eventsBehind(database, 0, undefined).at(-1)?.event.position ?? 0;
  const position = start === 'now' ? end : 0;
  return { name, position, owner: null, leaseUntil: null, attempts: 0, retryAt: null, lastError: null };
}

/** Those that a subscription wants, or all, behind a position. */
export function eventsBehind(
  database: MemoryDatabase,
  position: number,
  subscription: Subscription | undefined,
): LoggedEvent[] {
  const names = subscription === undefined ? null : eventNamesOf(subscription);
  const isWanted = (name: string) => names?.includes(name) ?? true;
  return database.table(eventTable).where(({ event }) => event.position > position && isWanted(event.name));
}

const onlyKey = 'only';

export function logStartOf(database: MemoryDatabase): number {
  return database.table(logStartTable).get(onlyKey)?.position ?? 0;
}

export function moveLogStart(database: MemoryDatabase, position: number): void {
  database.table(logStartTable).set(onlyKey, { position: Math.max(logStartOf(database), position) });
}

export function deadLetterKey(subscription: string, position: number): string {
  return `${subscription} ${position}`;
}

/** In the order of the log. */
export function deadLettersOf(database: MemoryDatabase, name: string): DeadLetterEntry[] {
  const letters = database.table(deadLetterTable).where(({ subscription }) => subscription === name);
  return letters.sort((a, b) => a.event.position - b.event.position);
}

import type { StoredEvent } from '#application/events/stored-event.js';
import { defineMemoryTable } from '../table-definition.js';

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

export function newSubscription(name: string, position: number): SubscriptionEntry {
  return { name, position, owner: null, leaseUntil: null, attempts: 0, retryAt: null, lastError: null };
}

export interface DeadLetterEntry {
  readonly subscription: string;
  readonly position: number;
  readonly parkedAt: Date;
  readonly attempts: number;
  readonly lastError: string;
  readonly isDue: boolean;
}

export const eventTable = defineMemoryTable<LoggedEvent>('events');
export const subscriptionTable = defineMemoryTable<SubscriptionEntry>('subscriptions');
export const deadLetterTable = defineMemoryTable<DeadLetterEntry>('dead letters');

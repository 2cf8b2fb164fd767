import { type DeadLetterEntry } from './tables.js';

export function deadLetterKey({
  subscription,
  position,
}: Pick<DeadLetterEntry, 'subscription' | 'position'>): string {
  return `${subscription} ${position}`;
}

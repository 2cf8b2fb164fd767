import type { DeadLetterEntry } from '../database.js';

export function deadLetterKey({
  subscription,
  position,
}: Pick<DeadLetterEntry, 'subscription' | 'position'>): string {
  return `${subscription} ${position}`;
}

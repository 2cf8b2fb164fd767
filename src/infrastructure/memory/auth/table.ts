import { defineMemoryTable } from '../table-definition.js';

export interface LoginAttempt {
  readonly key: string;
  /** Failures. */
  readonly count: number;
  readonly pending: number;
  readonly resetsAt: Date;
}

/** A counter stands even if what it counted is rolled back. */
export const loginAttemptTable = defineMemoryTable<LoginAttempt>('login attempts', {
  isTransactional: false,
});

import { EntitySchema } from 'typeorm';

export interface LoginAttemptRow {
  /** Digest of what is counted. */
  key: string;
  /** Failures. */
  count: number;
  /** Attempts that are being looked at. */
  pending: number;
  /** When those that are left behind count no more. */
  pendingUntil: Date;
  resetsAt: Date;
}

export const loginAttemptSchema = new EntitySchema<LoginAttemptRow>({
  name: 'LoginAttempt',
  tableName: 'login_attempts',
  columns: {
    key: { type: 'text', primary: true },
    count: { type: 'integer' },
    pending: { type: 'integer' },
    pendingUntil: { type: 'timestamptz', precision: 3, name: 'pending_until' },
    resetsAt: { type: 'timestamptz', precision: 3, name: 'resets_at' },
  },
});

import type { UserId } from '#domain/shared/ids.js';

export interface Impersonation {
  readonly userId: UserId;
  readonly impersonatorId: UserId;
  readonly reason: string;
}

/** Puts on record who acts in whose place, and why. */
export interface ImpersonationRecord {
  /** Within a unit of work. */
  add(impersonation: Impersonation, at: Date): Promise<void>;
}

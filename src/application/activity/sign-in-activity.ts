import type { Day } from '#domain/activity/day-range.js';
import type { UserId } from '#domain/shared/ids.js';

/** What some events come to, of one user on one day. */
export interface CountedDay {
  readonly userId: UserId;
  readonly day: Day;
  readonly signIns: number;
  /** How often wrong passwords or codes have locked sign-in. */
  readonly lockouts: number;
  /** User agents that signed in, each once. */
  readonly userAgents: readonly string[];
}

/** The counts that are read. */
export interface CurrentGeneration {
  readonly generation: number;
  /** Of the last event that is counted in it; 0 before the first. */
  readonly position: number;
  /** Of the first event that was ever counted; null when there was none. */
  readonly firstPosition: number | null;
}

/**
 * Counts of sign-ins, in generations: one is read, and another may be in the making. What changes them belongs into
 * a unit of work. Users who are gone are not counted, and their counts go with them.
 */
export interface SignInActivity {
  current(): Promise<CurrentGeneration>;
  /** The same, and nobody else counts or publishes before the unit of work has ended. */
  hold(): Promise<CurrentGeneration>;
  add(generation: number, days: readonly CountedDay[]): Promise<void>;
  /** The current generation has counted everything up to there. It must be held. */
  move(first: number, last: number): Promise<void>;
  /** An empty generation in the making, in the place of any other. @returns its number. */
  begin(): Promise<number>;
  /**
   * From now on this generation is read, at the position of the one before, which is gone. Both must be held.
   * @param keptThrough days up to this one are taken from the generation before; null for none.
   * @throws Error when another generation has been begun since.
   */
  publish(generation: number, keptThrough: Day | null): Promise<void>;
}

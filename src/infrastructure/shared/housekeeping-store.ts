/** Each method removes at most `limit` rows and tells how many it removed. */
export interface HousekeepingStore {
  /** Sessions that ended, or passed their absolute limit, before then. */
  deleteSessions(before: Date, limit: number): Promise<number>;
  /**
   * Events that were appended so long ago, by the clock of the store, that every subscription has passed, and
   * that are nobody's dead letter.
   */
  deleteHandledEvents(retentionHours: number, limit: number): Promise<number>;
  /** Counters whose window has ended by then. */
  deleteLoginAttempts(before: Date, limit: number): Promise<number>;
}

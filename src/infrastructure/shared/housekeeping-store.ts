/** Each method removes at most `limit` rows and tells how many it removed. */
export interface HousekeepingStore {
  /** Sessions that ended, or passed their absolute limit, before then. */
  deleteSessions(before: Date, limit: number): Promise<number>;
  deleteDeliveredEvents(before: Date, limit: number): Promise<number>;
  /** Counters whose window has ended, by the clock of the store. */
  deleteLoginAttempts(limit: number): Promise<number>;
}

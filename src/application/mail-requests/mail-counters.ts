/** Durable counters of messages, shared by all instances. */
export interface MailCounters {
  /**
   * Counts one more for the mailbox, unless so many have been counted within the seconds before now, by the clock of
   * the store. Part of the unit of work, and decided by one statement, so that however many come at once, no more are let
   * through.
   * @returns whether it was counted.
   */
  count(mailbox: string, most: number, seconds: number): Promise<boolean>;
}

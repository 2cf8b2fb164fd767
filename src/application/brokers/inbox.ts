/** The messages that have been handled. @public */
export interface Inbox {
  /**
   * Puts a message on record, in the unit of work that runs. Whoever comes second waits for the first.
   * @param consumer for whom it is handled; each message once for each.
   * @returns false when it was handled before.
   */
  accept(consumer: string, messageId: string): Promise<boolean>;
}

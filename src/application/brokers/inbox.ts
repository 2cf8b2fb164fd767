/** The messages that have been handled. @public */
export interface Inbox {
  /**
   * Puts a message on record, in the unit of work that runs. Whoever comes second waits for the first.
   * @param consumer for whom it is handled; each message once for each.
   * @returns false when it was handled before.
   */
  accept(consumer: string, messageId: string): Promise<boolean>;
}

/** Messages whose handling has begun: where it never ends, it has ended the process. @public */
export interface BegunMessages {
  /**
   * In the unit of work that runs.
   * @param place of the message with the broker.
   * @returns how many times it has begun and not ended, with this one.
   */
  begin(consumer: string, place: string): Promise<number>;
  /** In the unit of work that runs. However it ended. */
  end(consumer: string, place: string): Promise<void>;
}

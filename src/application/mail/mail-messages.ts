/** A message that waits to be sent. What it is filled in with is encrypted. */
export interface QueuedMail {
  /** UUIDv7. */
  readonly id: string;
  /** RFC 5322 §3.6.4, the same at each attempt: who gets it twice can tell. */
  readonly messageId: string;
  /** In its canonical form. */
  readonly recipient: string;
  readonly locale: string | null;
  /** Name of a `MailDefinition`. */
  readonly template: string;
  readonly encryptedData: string;
}

/** The right to send a message, for a while. */
export interface MailClaim {
  readonly mail: QueuedMail;
  /** From 1. It tells this claim from those before and after it. */
  readonly attempt: number;
}

/** Messages from their handing in until they are no longer of interest. */
export interface MailMessages {
  /** Part of the unit of work. @throws Error outside one. */
  add(mail: QueuedMail): Promise<void>;
  /**
   * Takes the message for one attempt, for so many seconds by the clock of the store: nobody else gets it meanwhile.
   * @returns `busy` while somebody else has it, `over` when it has been sent or refused, or is not kept any more.
   */
  claim(id: string, seconds: number): Promise<MailClaim | 'busy' | 'over'>;
  /** Ends a claim without a result. One that has been taken over meanwhile stays with whom it is. */
  release(claim: MailClaim): Promise<void>;
  /** Ends the message, and erases what it was filled in with. Doing it twice does nothing more. */
  finish(id: string, outcome: 'sent' | 'refused'): Promise<void>;
}

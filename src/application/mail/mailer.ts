import type { RenderedMail } from './mail-templates.js';

/** A message on its way to one recipient. */
export interface OutgoingMail extends RenderedMail {
  readonly id: string;
  /** With its angle brackets. */
  readonly messageId: string;
  /** One address, in its canonical form. */
  readonly to: string;
}

/** What messages leave by. */
export interface Mailer {
  /**
   * Resolves when the message is somebody else's to deliver.
   * @param signal ends the attempt.
   * @throws PermanentFailure for what no further attempt would change; any other error is worth another one, although
   *   the message may have left.
   */
  deliver(mail: OutgoingMail, signal: AbortSignal): Promise<void>;
}

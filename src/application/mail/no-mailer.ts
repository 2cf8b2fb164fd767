import type { Mailer } from './mailer.js';

/** For messages that were handed in while there was a mail server: they wait for there to be one again. */
export class NoMailer implements Mailer {
  async deliver(): Promise<void> {
    throw new Error('There is no mail server: set SMTP_URL');
  }
}

import { mailboxOf } from '#domain/mail-requests/mailbox.js';
import type { Email } from '#domain/users/email.js';
import type { MailCounters } from './mail-counters.js';

export interface MailAllowanceSettings {
  readonly mailsPerMailboxAndHour: number;
}

const hour = 3_600;

/** Bounds what anybody can have us send to one mailbox, of whatever kind and for whichever account (ASVS 2.4.1). @public */
export class MailAllowance {
  constructor(
    private readonly counters: MailCounters,
    private readonly settings: MailAllowanceSettings,
  ) {}

  /** Part of the unit of work. @returns false for what is not to be sent. */
  take(email: Email): Promise<boolean> {
    return this.#take(email, this.settings.mailsPerMailboxAndHour);
  }

  /**
   * For mail that does not let its reader in: it leaves room for mail that does, so that nobody is kept out by having the
   * bound filled for them. @returns false for what is not to be sent.
   */
  takeSparingly(email: Email): Promise<boolean> {
    return this.#take(email, Math.ceil(this.settings.mailsPerMailboxAndHour / 2));
  }

  #take(email: Email, most: number): Promise<boolean> {
    return this.counters.count(mailboxOf(email), most, hour);
  }
}

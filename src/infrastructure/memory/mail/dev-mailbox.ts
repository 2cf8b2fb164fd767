import { type DevMail, type DevMailbox, devMailboxSize } from '#application/mail/dev-mailbox.js';
import type { OutgoingMail } from '#application/mail/mailer.js';
import type { Clock } from '#application/shared/clock.js';

export class MemoryDevMailbox implements DevMailbox {
  #mails: readonly DevMail[] = [];

  constructor(private readonly clock: Clock) {}

  async put({ id, to, subject, text, html }: OutgoingMail): Promise<void> {
    if (this.#mails.some((mail) => mail.id === id)) return;
    const mail = { id, to, subject, text, html, sentAt: this.clock.now() };
    this.#mails = [mail, ...this.#mails].slice(0, devMailboxSize);
  }

  async list(to: string | null): Promise<readonly DevMail[]> {
    return this.#mails.filter((mail) => to === null || mail.to === to);
  }
}

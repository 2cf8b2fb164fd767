import type { Logger } from '../shared/logger.js';
import type { DevMailbox } from './dev-mailbox.js';
import type { Mailer, OutgoingMail } from './mailer.js';

/** The first link that carries a token: what the message was sent for. */
const link = /https?:\/\/\S+#token=\S+/;

/** Sends nothing: a developer finds the message in the mailbox, and its link in the log. Never in production. */
export class DevMailer implements Mailer {
  constructor(
    private readonly mailbox: DevMailbox,
    private readonly logger: Logger,
  ) {}

  async deliver(mail: OutgoingMail): Promise<void> {
    await this.mailbox.put(mail);
    const [found] = link.exec(mail.text) ?? [];
    this.logger.info('Mail', { to: mail.to, subject: mail.subject, ...(found && { link: found }) });
  }
}

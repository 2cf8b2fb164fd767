import type { Logger } from '../shared/logger.js';
import type { DevMailbox } from './dev-mailbox.js';
import type { Mailer, OutgoingMail } from './mailer.js';
import { requireSendable } from './sendable.js';

/** The first link that carries a token: what the message was sent for. */
const link = /https?:\/\/\S+#token=\S+/;

/** Sends nothing: a developer finds the message in the mailbox, and its link on the terminal. Never in production. */
export class DevMailer implements Mailer {
  /** @param print shows a line to the developer; null where there is none, but a log, which holds no tokens. */
  constructor(
    private readonly mailbox: DevMailbox,
    private readonly logger: Logger,
    private readonly print: ((line: string) => void) | null,
  ) {}

  async deliver(mail: OutgoingMail): Promise<void> {
    requireSendable(mail);
    await this.mailbox.put(mail);
    const { to, subject } = mail;
    if (this.print === null) this.logger.info('Mail', { to, subject });
    else this.print(`Mail to ${to}: ${[subject, ...(link.exec(mail.text) ?? [])].join(' ')}`);
  }
}

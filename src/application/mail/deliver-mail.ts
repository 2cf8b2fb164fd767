import { type JobHandler, type JobRun, PermanentFailure } from '../jobs/job.js';
import type { Cipher } from '../shared/cipher.js';
import { openMailData } from './mail-data.js';
import type { MailClaim, MailMessages } from './mail-messages.js';
import type { MailTemplates } from './mail-templates.js';
import type { Mailer } from './mailer.js';
import { type MailJob, sendMail } from './send-mail.js';

/** Longer than an attempt may take: a claim that has run out is of somebody who is not there any more. */
const claimSeconds = 2 * sendMail.timeoutSeconds;

/** Sends one message, if nobody has sent it and nobody is about to. */
export class DeliverMail implements JobHandler<MailJob> {
  readonly job = sendMail;

  constructor(
    private readonly messages: MailMessages,
    private readonly templates: MailTemplates,
    private readonly mailer: Mailer,
    private readonly cipher: Cipher,
  ) {}

  async handle({ payload: { id }, signal }: JobRun<MailJob>): Promise<void> {
    const claim = await this.messages.claim(id, claimSeconds);
    if (claim === 'over') return;
    if (claim === 'busy') throw new Error('The message is being sent, or was by an instance that is gone');
    try {
      await this.#deliver(claim, signal);
    } catch (error) {
      if (error instanceof PermanentFailure) await this.messages.finish(id, 'refused');
      else await this.messages.release(claim);
      throw error;
    }
    await this.messages.finish(id, 'sent');
  }

  #deliver({ mail }: MailClaim, signal: AbortSignal): Promise<void> {
    const { id, messageId, recipient: to, locale, template, encryptedData } = mail;
    const data = openMailData(this.cipher, id, encryptedData);
    return this.mailer.deliver(
      { id, messageId, to, ...this.templates.render(template, locale, data) },
      signal,
    );
  }
}

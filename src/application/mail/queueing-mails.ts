import type { Jobs } from '../jobs/jobs.js';
import type { Cipher } from '../shared/cipher.js';
import type { IdGenerator } from '../shared/id-generator.js';
import type { MailData, MailDefinition } from './mail.js';
import { sealMailData } from './mail-data.js';
import type { MailMessages } from './mail-messages.js';
import type { Mails, Recipient } from './mails.js';
import { sendMail } from './send-mail.js';

/** Takes messages down, and a job for each, in the transaction that runs. Nothing is sent here. */
export class QueueingMails implements Mails {
  /** @param domain of the sender, for message ids. */
  constructor(
    private readonly messages: MailMessages,
    private readonly jobs: Jobs,
    private readonly cipher: Cipher,
    private readonly ids: IdGenerator,
    private readonly domain: string,
  ) {}

  async send<Data extends MailData>(
    mail: MailDefinition<Data>,
    { email, locale }: Recipient,
    data: Data,
  ): Promise<void> {
    const id = this.ids.next();
    await this.messages.add({
      id,
      messageId: `<${id}@${this.domain}>`,
      recipient: email.value,
      locale,
      template: mail.name,
      encryptedData: sealMailData(this.cipher, id, mail, data),
    });
    await this.jobs.enqueue(sendMail, { id });
  }
}

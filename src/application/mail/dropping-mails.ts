import type { Logger } from '../shared/logger.js';
import type { MailData, MailDefinition } from './mail.js';
import type { Mails } from './mails.js';

/**
 * Where no mail server is configured. A request goes on as if the message were on its way: an error would tell whether
 * there is somebody to whom it would have gone.
 */
export class DroppingMails implements Mails {
  constructor(private readonly logger: Logger) {}

  async send<Data extends MailData>({ name }: MailDefinition<Data>): Promise<void> {
    this.logger.debug('A message was dropped, since there is no mail server', { mail: name });
  }
}

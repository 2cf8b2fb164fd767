import { defineJob, type JobHandler, type JobRun } from '#application/jobs/job.js';
import type { Mails } from '#application/mail/mails.js';
import type { MailAllowance } from '#application/mail-requests/mail-allowance.js';
import {
  type MailRequest,
  type MailRequests,
  parseMailRequest,
} from '#application/mail-requests/mail-requests.js';
import { recipientOf } from '#application/mail-requests/recipient.js';
import { resetPasswordMail } from './mails.js';
import type { PasswordLinks } from './password-links.js';

export const sendResetLink = defineJob<MailRequest>({
  name: 'recovery.send-reset-link',
  description: 'Mails the link that sets another password, if there is an account.',
  parse: parseMailRequest,
});

export class SendResetLink implements JobHandler<MailRequest> {
  readonly job = sendResetLink;

  constructor(
    private readonly requests: MailRequests,
    private readonly allowance: MailAllowance,
    private readonly links: PasswordLinks,
    private readonly mails: Mails,
  ) {}

  /** Who has no password gets the link too: it sets the first one. */
  handle({ payload }: JobRun<MailRequest>): Promise<void> {
    return this.requests.answer(this.job, payload, async (user) => {
      if (!(await this.allowance.take(user.state.email))) return;
      const link = await this.links.reset(user);
      const username = user.state.username.value;
      await this.mails.send(resetPasswordMail, recipientOf(user), { username, ...link });
    });
  }
}

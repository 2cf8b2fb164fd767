import { defineJob, type JobHandler, type JobRun } from '#application/jobs/job.js';
import {
  type MailRequest,
  type MailRequests,
  parseMailRequest,
} from '#application/mail-requests/mail-requests.js';
import type { AddressMails } from './address-mails.js';

export const sendVerificationLink = defineJob<MailRequest>({
  name: 'email-addresses.send-verification-link',
  description: 'Mails the link that verifies an address once more, if there is an account that needs it.',
  parse: parseMailRequest,
});

export class SendVerificationLink implements JobHandler<MailRequest> {
  readonly job = sendVerificationLink;

  constructor(
    private readonly requests: MailRequests,
    private readonly mails: AddressMails,
  ) {}

  handle({ payload }: JobRun<MailRequest>): Promise<void> {
    return this.requests.answer(this.job, payload, (user) => this.mails.verify(user));
  }
}

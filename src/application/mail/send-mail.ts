import { defineJob } from '../jobs/job.js';

export interface MailJob extends Readonly<Record<string, string>> {
  /** Of the message: what it says is kept elsewhere, encrypted. */
  readonly id: string;
}

const day = 86_400;
const hour = 3_600;

/** Doubled ten times from ten seconds it is nearly an hour; from then on each hour, for a day and a little more. */
export const sendMail = defineJob<MailJob>({
  name: 'mail.send',
  description: 'Hands a message to the mail server',
  parse(raw) {
    const { id } = (raw ?? {}) as { readonly id?: unknown };
    if (typeof id !== 'string') throw new Error('A message is named by its id');
    return { id };
  },
  attempts: 10 + day / hour,
  firstRetrySeconds: 10,
  maxRetrySeconds: hour,
  concurrency: 5,
  timeoutSeconds: 90,
});

import type { MailboxLimits } from '#application/mail/mailbox-limits.js';
import type { Retention } from '#application/shared/retention.js';
import { token } from '../token.js';

export const mailboxLimitsTokens = {
  limits: token<MailboxLimits>('MailboxLimits'),
  retention: token<Retention>('mailbox-limits.retention'),
};

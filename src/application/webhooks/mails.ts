import { defineMail, type MailData } from '#application/mail/mail.js';

export const webhookDeactivatedMail = defineMail<MailData & { when: string; host: string; isGone: boolean }>({
  name: 'webhook-deactivated',
  description: 'A webhook was deactivated by the service, because it is gone or has failed for five days.',
  samples: { when: '2026-03-14T09:26:53.589Z', host: 'hooks.example.com', isGone: false },
});

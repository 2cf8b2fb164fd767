import { defineMail } from '#application/mail/mail.js';

export const invitationMail = defineMail<{ tenant: string; inviter: string; link: string; seconds: number }>({
  name: 'invitation',
  description: 'Somebody was invited into a tenant, with the link that accepts.',
  samples: {
    tenant: 'Analytical Engines',
    inviter: 'ada',
    link: 'https://accounts.example.com/invitation#token=ghi_example',
    seconds: 604_800,
  },
});

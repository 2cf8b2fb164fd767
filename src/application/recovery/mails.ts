import { defineMail } from '#application/mail/mail.js';

const link = 'https://accounts.example.com/reset-password#token=ght_example';

export const resetPasswordMail = defineMail({
  name: 'reset-password',
  description: 'Somebody has asked for a link that sets another password.',
  samples: { username: 'ada', link, seconds: 3_600 },
});

export const setPasswordMail = defineMail({
  name: 'set-password',
  description: 'An administrator has made an account, whose owner sets the password.',
  samples: { username: 'ada', link, seconds: 604_800 },
});

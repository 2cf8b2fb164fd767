import { defineMail } from '#application/mail/mail.js';

/** What each of these messages is filled in with. */
export type LinkData = {
  readonly username: string;
  readonly link: string;
  /** Until the link expires. */
  readonly seconds: number;
};

const link = (page: string) => `https://accounts.example.com/${page}#token=ght_example`;

export const verifyEmailMail = defineMail<LinkData>({
  name: 'verify-email',
  description: 'Somebody has registered, or asked for the link that verifies the address once more.',
  samples: { username: 'ada', link: link('verify-email'), seconds: 172_800 },
});

export const changeEmailMail = defineMail<LinkData>({
  name: 'change-email',
  description: 'To the new address, which the link makes that of the account.',
  samples: { username: 'ada', link: link('change-email'), seconds: 86_400 },
});

export const emailChangedMail = defineMail<LinkData>({
  name: 'email-changed',
  description: 'To the address that an account had until now, with the way back.',
  samples: { username: 'ada', link: link('revert-email'), seconds: 604_800 },
});

export const emailRevertedMail = defineMail<LinkData>({
  name: 'email-reverted',
  description: 'To the address that an account has again, with the link that sets another password.',
  samples: { username: 'ada', link: link('reset-password'), seconds: 3_600 },
});

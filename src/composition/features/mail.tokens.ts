import type { MailLinks, Mails } from '#application/mail/mails.js';
import { token } from '../token.js';

export const mailTokens = {
  mails: token<Mails>('Mails'),
  links: token<MailLinks>('MailLinks'),
};

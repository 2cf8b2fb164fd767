import type { DevMailbox } from '#application/mail/dev-mailbox.js';
import type { MailHistory } from '#application/mail/mail-history.js';
import type { MailMessages } from '#application/mail/mail-messages.js';
import type { MailTemplates } from '#application/mail/mail-templates.js';
import type { Mailer } from '#application/mail/mailer.js';
import type { MailLinks, Mails } from '#application/mail/mails.js';
import type { Retention } from '#application/shared/retention.js';
import { token } from '../token.js';

export const mailTokens = {
  mails: token<Mails>('Mails'),
  links: token<MailLinks>('MailLinks'),
  /** False in production without a mail server: what is handed in is dropped. What cannot do without must not start. */
  isOn: token<boolean>('mail.isOn'),
  templates: token<MailTemplates>('MailTemplates'),
  mailer: token<Mailer>('Mailer'),
  messages: token<MailMessages>('MailMessages'),
  history: token<MailHistory>('mail.history'),
  retention: token<Retention>('mail.retention'),
  /** Where messages end when they do not leave. */
  mailbox: token<DevMailbox>('DevMailbox'),
};

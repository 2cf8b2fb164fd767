import { integer } from '#infrastructure/configuration/setting.js';
import { defineSettings } from '../define-settings.js';

export const mailRequestSettings = defineSettings('Mail on request', {
  mailsPerMailboxAndHour: integer('MAILS_PER_MAILBOX_AND_HOUR', {
    from: 1,
    to: 1_000,
    default: 5,
    unit: 'messages',
    meaning:
      'To one mailbox within any hour, of those that anybody can ask for, over all instances. Addresses that differ in case, dots or what follows a plus sign are one mailbox.',
    example: 3,
  }),
});

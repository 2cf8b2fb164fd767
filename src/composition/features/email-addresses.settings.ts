import { integer, oneOf } from '#infrastructure/configuration/setting.js';
import { defineSettings } from '../define-settings.js';

export const emailAddressSettings = defineSettings('Email addresses', {
  verification: oneOf('EMAIL_VERIFICATION', ['off', 'optional', 'required'], {
    default: 'optional',
    meaning:
      'Whether who registers is mailed a link that verifies the address (not with `off`), and may sign in before it is used (not with `required`, which needs a mail server).',
    example: 'required',
  }),
  verificationHours: integer('EMAIL_VERIFICATION_HOURS', {
    from: 1,
    to: 720,
    default: 48,
    unit: 'h',
    meaning: 'How long the mailed link works that verifies an address.',
    example: 24,
  }),
  changeHours: integer('EMAIL_CHANGE_HOURS', {
    from: 1,
    to: 168,
    default: 24,
    unit: 'h',
    meaning: 'How long the link works that is mailed to a new address, to make it that of the account.',
    example: 4,
  }),
  wayBackDays: integer('EMAIL_WAY_BACK_DAYS', {
    from: 1,
    to: 60,
    default: 7,
    unit: 'd',
    meaning: 'How long the link works that is mailed to the address that an account had, to have it back.',
    example: 14,
  }),
});

import { integer } from '#infrastructure/configuration/setting.js';
import { defineSettings } from '../define-settings.js';

export const recoverySettings = defineSettings('Forgotten and given passwords', {
  resetMinutes: integer('PASSWORD_RESET_MINUTES', {
    from: 5,
    to: 1_440,
    default: 60,
    unit: 'min',
    meaning: 'How long the mailed link works that sets another password.',
    example: 30,
  }),
  invitationDays: integer('INVITATION_DAYS', {
    from: 1,
    to: 60,
    default: 7,
    unit: 'd',
    meaning:
      'How long the mailed link works that sets the password of an account that an administrator has made.',
    example: 14,
  }),
  givenPasswordMinutes: integer('GIVEN_PASSWORD_MINUTES', {
    from: 1,
    to: 60,
    default: 15,
    unit: 'min',
    meaning: 'From signing in with a password that an administrator has given, to replace it.',
    example: 5,
  }),
});

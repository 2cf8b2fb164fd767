import { flag } from '#infrastructure/configuration/setting.js';
import { defineSettings } from '../define-settings.js';

export const concealedRegistrationSettings = defineSettings('Concealed registration', {
  isOn: flag('REGISTRATION_CONCEALS', {
    default: false,
    meaning:
      'Answer every registration alike, and mail a link that finishes it, or that the address or the username is taken. Needs a mail server.',
    example: true,
  }),
});

import { integer } from '#infrastructure/configuration/setting.js';
import { defineSettings } from '../define-settings.js';

export const keySettings = defineSettings('Keys', {
  maxPerAccount: integer('KEYS_PER_ACCOUNT', {
    from: 1,
    to: 100,
    default: 20,
    unit: 'keys',
    meaning: 'That are good at the same time, of one user or service account.',
    example: 5,
  }),
});

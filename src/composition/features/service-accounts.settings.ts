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
  maxPerTenant: integer('SERVICE_ACCOUNTS_PER_TENANT', {
    from: 0,
    to: 10_000,
    default: 50,
    unit: 'accounts',
    meaning: 'That a tenant may have of its own. 0: none.',
    example: 10,
  }),
});

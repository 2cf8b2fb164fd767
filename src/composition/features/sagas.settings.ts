import { integer } from '#infrastructure/configuration/setting.js';
import { defineSettings } from '../define-settings.js';

export const sagaSettings = defineSettings('Sagas', {
  retentionDays: integer('SAGA_RETENTION_DAYS', {
    from: 1,
    to: 3_650,
    default: 90,
    unit: 'days',
    meaning: 'How long sagas are kept that are done, or undone. Those that are parked stay.',
    example: 30,
  }),
});

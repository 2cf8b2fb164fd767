import { oneOf, text } from '#infrastructure/configuration/setting.js';
import { defineFeature } from '../define-feature.js';
import { defineSettings } from '../define-settings.js';

export const storageSettings = defineSettings('Storage', {
  kind: oneOf('STORAGE', ['postgres', 'memory'], {
    default: 'postgres',
    meaning: '`memory` forgets everything when the process ends.',
    example: 'postgres',
    refusedInProduction: 'memory',
    production: { rule: '`memory` is refused' },
  }),
  directory: text('DATA_DIR', {
    default: '.gatehouse',
    meaning: 'Directory of the embedded database, and of the encryption key that is made when none is set.',
    example: '/var/lib/gatehouse',
  }),
});

export const storage = defineFeature({ name: 'storage', settings: [storageSettings] });

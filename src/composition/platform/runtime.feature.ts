import { oneOf, text } from '#infrastructure/configuration/setting.js';
import { UuidV7Generator } from '#infrastructure/system/uuid-v7-generator.js';
import { defineFeature } from '../define-feature.js';
import { defineSettings } from '../define-settings.js';
import { configurationCommands } from './configuration.commands.js';
import { platform } from './platform.tokens.js';

export const runtimeSettings = defineSettings('Environment', {
  environment: oneOf('NODE_ENV', ['production', 'development', 'test'], {
    default: 'development',
    meaning: '`production` refuses missing and weak secrets, in-memory storage and the embedded database.',
    example: 'production',
  }),
  /** Read by `loadExtensions`, before there are settings: those of the features that it names are among them. */
  configFile: text('GATEHOUSE_CONFIG', {
    defaultText:
      'the first of `gatehouse.config.js`, `dist/gatehouse.config.js` and `gatehouse.config.ts` in the working directory',
    meaning: 'File that names the features beside the built-in ones.',
    example: 'dist/gatehouse.config.js',
  }),
});

/** What kind of place it runs in, and ids. */
export const runtime = defineFeature({
  name: 'runtime',
  settings: [runtimeSettings],
  commands: configurationCommands,
  bind(wiring) {
    wiring.instance(platform.ids, UuidV7Generator, []);
  },
});

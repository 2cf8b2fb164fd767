import { integer, isProduction, oneOf } from '#infrastructure/configuration/setting.js';
import { createWinstonLogger } from '#infrastructure/logging/winston-logger.js';
import { SystemClock } from '#infrastructure/system/system-clock.js';
import { defineFeature } from '../define-feature.js';
import { defineSettings } from '../define-settings.js';
import { useCaseLogger } from '../wiring.js';
import { platform } from './platform.tokens.js';

export const loggingSettings = defineSettings('Logs', {
  level: oneOf('LOG_LEVEL', ['error', 'warn', 'info', 'debug'], {
    default: 'info',
    meaning: 'The least severe messages that are logged.',
    example: 'debug',
  }),
  format: oneOf('LOG_FORMAT', ['json', 'pretty'], {
    default: (earlier) => (isProduction(earlier) ? 'json' : 'pretty'),
    defaultText: '`json` in production, else `pretty`',
    meaning: 'One line for each message, for machines or for people.',
    example: 'json',
  }),
  slowUseCaseMs: integer('SLOW_USE_CASE_MS', {
    from: 1,
    to: 600_000,
    default: 1000,
    unit: 'ms',
    meaning: 'Use cases that take longer are logged.',
    example: 250,
  }),
});

export const logging = defineFeature({
  name: 'logging',
  settings: [loggingSettings],
  bind(wiring) {
    wiring.value(platform.logDestination, process.stdout);
    // Whoever compares the lines of a machine goes by its clock, and the database may not be there to be asked.
    wiring.singleton(
      platform.logger,
      (settings, destination) => createWinstonLogger(settings, new SystemClock(), destination),
      [loggingSettings.token, platform.logDestination],
    );
    wiring.singleton(useCaseLogger, (logger, { slowUseCaseMs: slowMs }) => ({ logger, slowMs }), [
      platform.logger,
      loggingSettings.token,
    ]);
  },
});

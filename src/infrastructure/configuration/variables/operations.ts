import Joi from 'joi';
import type { EventsConfig, HttpConfig, LogConfig } from '../config.js';
import { flag, integer, isProduction, withDefault } from '../variable-types.js';

export interface OperationVariables {
  readonly EVENTS_ENABLED: boolean;
  readonly EVENTS_POLL_INTERVAL_MS: number;
  readonly EVENTS_BATCH_SIZE: number;
  readonly EVENTS_MAX_ATTEMPTS: number;
  readonly EVENTS_HANDLER_TIMEOUT_SECONDS: number;
  readonly EVENTS_LEASE_SECONDS: number;
  readonly EVENTS_RETENTION_HOURS: number;
  readonly LOG_LEVEL: LogConfig['level'];
  readonly LOG_FORMAT: LogConfig['format'];
  readonly REQUEST_LOG: HttpConfig['requestLog'];
  readonly SLOW_REQUEST_MS: number;
}

export const operationVariables: Record<keyof OperationVariables, Joi.Schema> = {
  EVENTS_ENABLED: flag().default(true).description('Whether this process runs subscriptions.').example(false),
  EVENTS_POLL_INTERVAL_MS: integer(10, 60_000)
    .default(1000)
    .unit('ms')
    .description('Between two looks for events that nobody has told of.')
    .example(250),
  EVENTS_BATCH_SIZE: integer(1, 500)
    .default(100)
    .unit('events')
    .description(
      'Events that a subscription reads at a time; of a backlog up to five times as many, at most 500.',
    )
    .example(50),
  EVENTS_MAX_ATTEMPTS: integer(1, 100)
    .default(8)
    .unit('attempts')
    .description('After so many failures an event becomes a dead letter of its subscription.')
    .example(12),
  EVENTS_HANDLER_TIMEOUT_SECONDS: integer(1, 3600)
    .default(30)
    .unit('s')
    .description('For one call of a subscription; longer counts as a failure.')
    .example(60),
  EVENTS_LEASE_SECONDS: integer(1, 3600)
    .default(10)
    .unit('s')
    .description('Without a sign of life of an instance; then another one takes its subscriptions over.')
    .example(30),
  EVENTS_RETENTION_HOURS: integer(1, 87_600)
    .default(168)
    .unit('h')
    .description('How long events are kept that every subscription has handled.')
    .example(720),
  LOG_LEVEL: Joi.string()
    .valid('error', 'warn', 'info', 'debug')
    .default('info')
    .description('The least severe messages that are logged.')
    .example('debug'),
  LOG_FORMAT: withDefault(
    Joi.string().valid('json', 'pretty'),
    '`json` in production, else `pretty`',
    (values) => (isProduction(values) ? 'json' : 'pretty'),
  )
    .description('One line for each message, for machines or for people.')
    .example('json'),
  REQUEST_LOG: Joi.string()
    .valid('none', 'errors', 'all')
    .default('errors')
    .description('Which requests are logged.')
    .example('all'),
  SLOW_REQUEST_MS: integer(1, 600_000)
    .default(1000)
    .unit('ms')
    .description('Requests that take longer are logged even so.')
    .example(250),
};

export function toEventsConfig(variables: OperationVariables): EventsConfig {
  return {
    isEnabled: variables.EVENTS_ENABLED,
    pollIntervalMs: variables.EVENTS_POLL_INTERVAL_MS,
    batchSize: variables.EVENTS_BATCH_SIZE,
    maxAttempts: variables.EVENTS_MAX_ATTEMPTS,
    handlerTimeoutSeconds: variables.EVENTS_HANDLER_TIMEOUT_SECONDS,
    leaseSeconds: variables.EVENTS_LEASE_SECONDS,
    retentionHours: variables.EVENTS_RETENTION_HOURS,
  };
}

export function toRequestLogConfig(
  variables: OperationVariables,
): Pick<HttpConfig, 'requestLog' | 'slowRequestMs'> {
  return { requestLog: variables.REQUEST_LOG, slowRequestMs: variables.SLOW_REQUEST_MS };
}

export function toLogConfig(variables: OperationVariables): LogConfig {
  return { level: variables.LOG_LEVEL, format: variables.LOG_FORMAT };
}

import Joi from 'joi';
import type { HttpConfig, LogConfig, OutboxConfig } from '../config.js';
import { flag, integer, isProduction, withDefault } from '../variable-types.js';

export interface OperationVariables {
  readonly OUTBOX_RELAY_ENABLED: boolean;
  readonly OUTBOX_POLL_INTERVAL_MS: number;
  readonly OUTBOX_BATCH_SIZE: number;
  readonly OUTBOX_MAX_ATTEMPTS: number;
  readonly OUTBOX_LEASE_SECONDS: number;
  readonly OUTBOX_RETENTION_HOURS: number;
  readonly LOG_LEVEL: LogConfig['level'];
  readonly LOG_FORMAT: LogConfig['format'];
  readonly REQUEST_LOG: HttpConfig['requestLog'];
  readonly SLOW_REQUEST_MS: number;
}

export const operationVariables: Record<keyof OperationVariables, Joi.Schema> = {
  OUTBOX_RELAY_ENABLED: flag()
    .default(true)
    .description('Whether this process delivers events to their handlers.')
    .example(false),
  OUTBOX_POLL_INTERVAL_MS: integer(10, 60_000)
    .default(1000)
    .unit('ms')
    .description('Between two looks for undelivered events.')
    .example(250),
  OUTBOX_BATCH_SIZE: integer(1, 1000)
    .default(100)
    .unit('events')
    .description('Events at a time.')
    .example(50),
  OUTBOX_MAX_ATTEMPTS: integer(1, 100)
    .default(10)
    .unit('attempts')
    .description('After so many failed deliveries an event is parked.')
    .example(20),
  OUTBOX_LEASE_SECONDS: integer(1, 3600)
    .default(60)
    .unit('s')
    .description('For one delivery; then another instance may take it over.')
    .example(120),
  OUTBOX_RETENTION_HOURS: integer(1, 87_600)
    .default(168)
    .unit('h')
    .description('How long delivered events are kept.')
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

export function toOutboxConfig(variables: OperationVariables): OutboxConfig {
  return {
    isRelayEnabled: variables.OUTBOX_RELAY_ENABLED,
    pollIntervalMs: variables.OUTBOX_POLL_INTERVAL_MS,
    batchSize: variables.OUTBOX_BATCH_SIZE,
    maxAttempts: variables.OUTBOX_MAX_ATTEMPTS,
    leaseSeconds: variables.OUTBOX_LEASE_SECONDS,
    retentionHours: variables.OUTBOX_RETENTION_HOURS,
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

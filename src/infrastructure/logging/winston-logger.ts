import { createLogger, format, transports, type Logger as Winston } from 'winston';
import type { Clock } from '#application/shared/clock.js';
import type { Logger } from '#application/shared/logger.js';
import { formatJson, formatPretty } from './log-lines.js';
import { toLoggable, toLoggableFields } from './loggable.js';

export interface LogSettings {
  readonly level: 'error' | 'warn' | 'info' | 'debug';
  readonly format: 'json' | 'pretty';
}

type Fields = Record<string, unknown>;

/** One line for each message, without secrets (ASVS 16.2.4, 16.2.5),. */
export class WinstonLogger implements Logger {
  readonly #winston: Winston;
  readonly #formatLine: typeof formatJson;

  constructor(
    config: LogSettings,
    private readonly clock: Clock,
    destination: NodeJS.WritableStream,
  ) {
    this.#formatLine = config.format === 'json' ? formatJson : formatPretty;
    this.#winston = createLogger({
      level: config.level,
      format: format.printf(({ message }) => String(message)),
      transports: [new transports.Stream({ stream: destination, eol: '\n' })],
    });
  }

  error(message: string, fields?: Fields): void {
    this.#log('error', message, fields);
  }

  warn(message: string, fields?: Fields): void {
    this.#log('warn', message, fields);
  }

  info(message: string, fields?: Fields): void {
    this.#log('info', message, fields);
  }

  debug(message: string, fields?: Fields): void {
    this.#log('debug', message, fields);
  }

  #log(level: LogSettings['level'], message: string, fields: Fields = {}): void {
    if (!this.#winston.isLevelEnabled(level)) return;
    const line = this.#formatLine({
      timestamp: this.clock.now(),
      level,
      message: String(toLoggable(message)),
      fields: toLoggableFields(fields),
    });
    this.#winston.log(level, line);
  }
}

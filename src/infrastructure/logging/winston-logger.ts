import type { WriteStream } from 'node:tty';
import { createLogger, format, transports } from 'winston';
import type { Clock } from '#application/shared/clock.js';
import type { Logger } from '#application/shared/logger.js';
import { formatJson, formatPretty, type LogEntry } from './log-lines.js';
import { type LoggableFields, toLoggable } from './loggable.js';

export interface LogSettings {
  readonly level: 'error' | 'warn' | 'info' | 'debug';
  readonly format: 'json' | 'pretty';
}

/** One line for each message, without secrets (ASVS 16.2.4, 16.2.5). */
export function createWinstonLogger(
  settings: LogSettings,
  clock: Clock,
  destination: NodeJS.WritableStream,
): Logger {
  const isColoured = (destination as Partial<WriteStream>).hasColors?.() ?? false;
  const formatLine =
    settings.format === 'json' ? formatJson : (entry: LogEntry) => formatPretty(entry, isColoured);
  const winston = createLogger({
    level: settings.level,
    format: format.printf(({ message }) => String(message)),
    transports: [new transports.Stream({ stream: destination, eol: '\n' })],
  });
  const log =
    (level: LogSettings['level']) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      if (!winston.isLevelEnabled(level)) return;
      const line = formatLine({
        timestamp: clock.now(),
        level,
        message: String(toLoggable(message)),
        fields: toLoggable(fields) as LoggableFields,
      });
      winston.log(level, line);
    };
  return { error: log('error'), warn: log('warn'), info: log('info'), debug: log('debug') };
}

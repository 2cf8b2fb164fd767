import type { Logger } from '#application/shared/logger.js';

export const silentLogger: Logger = { error() {}, warn() {}, info() {}, debug() {} };

export interface LogRecord {
  readonly level: keyof Logger;
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

/** A logger that keeps what it is told. */
export function aRecordingLogger(): Logger & { readonly records: readonly LogRecord[] } {
  const records: LogRecord[] = [];
  const record =
    (level: keyof Logger) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      records.push({ level, message, fields });
    };
  return {
    records,
    error: record('error'),
    warn: record('warn'),
    info: record('info'),
    debug: record('debug'),
  };
}

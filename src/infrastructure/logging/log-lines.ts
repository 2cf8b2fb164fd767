import type { Loggable, LoggableFields } from './loggable.js';

export interface LogEntry {
  readonly timestamp: Date;
  readonly level: string;
  readonly message: string;
  readonly fields: LoggableFields;
}

/** One JSON object on one line. A field cannot take the place of timestamp, level or message. */
export function formatJson({ timestamp, level, message, fields }: LogEntry): string {
  const head = { timestamp: timestamp.toISOString(), level, message };
  const entries = Object.entries(fields).map(([name, value]) => [name in head ? `${name}_` : name, value]);
  return escapeUnsafe(JSON.stringify({ ...head, ...Object.fromEntries(entries) }));
}

/** One line for people: `12:00:00.000 INFO  message name=value`. */
export function formatPretty(entry: LogEntry, isColoured = false): string {
  const request = requestLine(entry, isColoured);
  if (request !== null) return request;
  const { timestamp, level, message, fields } = entry;
  const time = timestamp.toISOString().slice(11, 23);
  const pairs = Object.entries(fields).map(([name, value]) => `${prettyText(name)}=${prettyValue(value)}`);
  return escapeUnsafe([time, level.toUpperCase().padEnd(5), message, ...pairs].join(' '));
}

/** Of requests that are logged with their paths: `14:03:07 GET /api/v1/me 200 1.2 ms`; null for other messages. */
function requestLine({ timestamp, message, fields }: LogEntry, isColoured: boolean): string | null {
  const { method, path, status, ms } = fields;
  if (message !== 'request' || typeof path !== 'string') return null;
  const time = timestamp.toISOString().slice(11, 19);
  const words = [String(method), path, String(status), `${ms} ms`].map(escapeUnsafe);
  if (!isColoured) return [time, ...words].join(' ');
  const [verb, where, answer, took] = words;
  const colour = colours.find(({ from }) => Number(status) >= from)?.code ?? 0;
  return `\x1b[2m${time}\x1b[0m \x1b[1m${verb}\x1b[0m ${where} \x1b[${colour}m${answer}\x1b[0m \x1b[2m${took}\x1b[0m`;
}

/** Red, yellow, cyan and green, by the class of a status. */
const colours = [
  { from: 500, code: 31 },
  { from: 400, code: 33 },
  { from: 300, code: 36 },
  { from: 200, code: 32 },
];

function prettyValue(value: Loggable): string {
  return typeof value === 'string' ? prettyText(value) : JSON.stringify(value);
}

/** Quoted where it could be taken for something else. */
function prettyText(text: string): string {
  return /^[\w.:/@-]+$/.test(text) ? text : JSON.stringify(text);
}

/**
 * Escapes what could end a line, drive a terminal or reorder text (ASVS 16.4.1): control characters, also the
 * C1 ones that JSON allows, line separators, and invisible formatting such as bidirectional overrides.
 */
function escapeUnsafe(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

import { randomFillSync } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What may be written into logs and headers as it stands (CVE-2023-6484, ASVS 16.4.1). */
const wellFormed = /^[A-Za-z0-9._-]{1,128}$/;

/** As many as the trace id of W3C Trace Context §3.2.2.3 has. */
const idBytes = 16;
const pool = Buffer.alloc(256 * idBytes);
let next = pool.length;

/** The caller's X-Request-Id when it is well-formed, else a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && wellFormed.test(sent) ? sent : newRequestId();
}

/** Random bytes in hexadecimal digits: every request has one, and a UUID costs several times as much to spell. */
export function newRequestId(): string {
  if (next === pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  const start = next;
  next += idBytes;
  return pool.toString('hex', start, next);
}

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What may be written into logs and headers as it stands (CVE-2023-6484, ASVS 16.4.1). */
const wellFormed = /^[A-Za-z0-9._-]{1,128}$/;

/** The caller's X-Request-Id when it is well-formed, else a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && wellFormed.test(sent) ? sent : newRequestId();
}

/** In the form of a trace id (W3C Trace Context §3.2.2.3). */
export function newRequestId(): string {
  return randomUUID().replaceAll('-', '');
}

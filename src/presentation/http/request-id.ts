import type { IncomingMessage } from 'node:http';
import type { IdGenerator } from '#application/shared/id-generator.js';

/** What may be written into logs and headers as it stands (CVE-2023-6484, ASVS 16.4.1). */
const wellFormed = /^[A-Za-z0-9._-]{1,128}$/;

/** The id of a request: the caller's X-Request-Id when it is well-formed, else a new one. */
export function requestIds(ids: IdGenerator): (request: IncomingMessage) => string {
  return ({ headers }) => {
    const sent = headers['x-request-id'];
    return typeof sent === 'string' && wellFormed.test(sent) ? sent : ids.next();
  };
}

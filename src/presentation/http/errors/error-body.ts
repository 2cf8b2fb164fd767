import Negotiator from 'negotiator';
import type { AppError } from '#domain/shared/app-error.js';

/** The envelope of `http-contract.md`. */
export function envelopeBody(error: AppError, requestId: string, timestamp: string): string {
  const { code, message, details, challenge } = error;
  return JSON.stringify({
    success: false,
    error: { code, message, details, challenge },
    meta: { timestamp, requestId },
  });
}

/** RFC 9457 §3.1. The query is left out of `instance`: it may hold what must not be repeated. */
export function problemBody(error: AppError, status: number, requestId: string, url: string): string {
  const { code, title, message, details, challenge } = error;
  return JSON.stringify({
    type: `/errors/${code}`,
    title,
    status,
    detail: message,
    instance: referenceTo(url),
    code,
    errors: details.map(({ field, message: detail }) => ({ pointer: pointerTo(field), detail })),
    requestId,
    challenge,
  });
}

/** RFC 6901 §6: a JSON pointer as a URI fragment. */
function pointerTo(field: string): string {
  const tokens = field.split('.').map((token) => token.replaceAll('~', '~0').replaceAll('/', '~1'));
  return `#/${tokens.map(encodeURIComponent).join('/')}`;
}

const notInPaths = /%(?![0-9a-f]{2})|[^\w.~!$&'()*+,;=:@/%-]/gi;

/** Without its query, and with what the client sent against RFC 3986 §3.3 in its encoded form. */
function referenceTo(url: string): string {
  return (url.split('?', 1)[0] as string).replace(notInPaths, encodeURIComponent);
}

const problem = 'application/problem+json';

/**
 * Whether the client prefers RFC 9457 to the envelope. At equal quality it gets the envelope: the negotiator
 * breaks ties by the order of the header, so the answer counts only if it is the same in reverse.
 */
export function prefersProblem(accept: string | undefined): boolean {
  if (!accept?.toLowerCase().includes('problem+json')) return false;
  return [accept, accept.split(',').reverse().join(',')].every(
    (header) =>
      new Negotiator({ headers: { accept: header } }).mediaType(['application/json', problem]) === problem,
  );
}

import { defineError, type ErrorKind } from '#domain/shared/app-error.js';

/** Failures that exist in HTTP only. */
type HttpErrorKind =
  | 'unreadable'
  | 'method_not_allowed'
  | 'too_large'
  | 'headers_too_large'
  | 'unsupported'
  | 'internal';

const define = defineError<ErrorKind | HttpErrorKind>;

export const badRequest = define('unreadable', 'BAD_REQUEST', 'The request cannot be read.');
export const notFound = define('not_found', 'NOT_FOUND', 'There is nothing here.');
export const methodNotAllowed = define(
  'method_not_allowed',
  'METHOD_NOT_ALLOWED',
  'This method is not allowed here. The Allow header names those that are.',
);
export const payloadTooLarge = define('too_large', 'PAYLOAD_TOO_LARGE', 'The request body is too large.');
/** RFC 6585 §5. */
export const headersTooLarge = define(
  'headers_too_large',
  'HEADERS_TOO_LARGE',
  'The headers of the request are too large.',
);
export const unsupportedMediaType = define(
  'unsupported',
  'UNSUPPORTED_MEDIA_TYPE',
  'The request body must be JSON in UTF-8, not compressed, and sent with Content-Type: application/json.',
);
export const rateLimited = define('limited', 'RATE_LIMITED', 'Too many requests. Wait before you try again.');
export const internalError = define(
  'internal',
  'INTERNAL_ERROR',
  'Something went wrong on our side. Quote the request id when you report it.',
);

/** The one table from kinds of failure to HTTP (RFC 9110 §15). */
const statuses: Readonly<Record<ErrorKind | HttpErrorKind, number>> = {
  unreadable: 400,
  unauthenticated: 401,
  not_fresh: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  stale: 412,
  too_large: 413,
  unsupported: 415,
  invalid: 422,
  limited: 429,
  headers_too_large: 431,
  internal: 500,
  overloaded: 503,
};

/** 500 for a kind that nobody told this layer about. */
export function statusOf({ kind }: { readonly kind: string }): number {
  return Object.hasOwn(statuses, kind) ? statuses[kind as keyof typeof statuses] : statuses.internal;
}

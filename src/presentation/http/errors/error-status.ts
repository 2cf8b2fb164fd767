import type { ErrorKind } from '#domain/shared/app-error.js';
import type { HttpErrorKind } from './http-errors.js';

/** The one table from kinds of failure to HTTP (RFC 9110 §15). */
const statuses: Readonly<Record<ErrorKind | HttpErrorKind, number>> = {
  unreadable: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  stale: 412,
  too_large: 413,
  unsupported: 415,
  invalid: 422,
  limited: 429,
  internal: 500,
  overloaded: 503,
};

/** 500 for a kind that nobody told this layer about. */
export function statusOf({ kind }: { readonly kind: string }): number {
  return Object.hasOwn(statuses, kind) ? statuses[kind as keyof typeof statuses] : statuses.internal;
}

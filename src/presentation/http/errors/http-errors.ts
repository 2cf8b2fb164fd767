import { defineError } from '#domain/shared/app-error.js';

/** Failures that exist in HTTP only. */
export type HttpErrorKind = 'unreadable' | 'method_not_allowed' | 'too_large' | 'unsupported' | 'internal';

export const badRequest = defineError<HttpErrorKind>(
  'unreadable',
  'BAD_REQUEST',
  'The request cannot be read.',
);
export const notFound = defineError('not_found', 'NOT_FOUND', 'There is nothing here.');
export const methodNotAllowed = defineError<HttpErrorKind>(
  'method_not_allowed',
  'METHOD_NOT_ALLOWED',
  'This method is not allowed here. The Allow header names those that are.',
);
export const payloadTooLarge = defineError<HttpErrorKind>(
  'too_large',
  'PAYLOAD_TOO_LARGE',
  'The request body is too large.',
);
export const unsupportedMediaType = defineError<HttpErrorKind>(
  'unsupported',
  'UNSUPPORTED_MEDIA_TYPE',
  'The request body must be JSON: application/json in UTF-8, not compressed.',
);
export const rateLimited = defineError(
  'limited',
  'RATE_LIMITED',
  'Too many requests. Wait before you try again.',
);
export const internalError = defineError<HttpErrorKind>(
  'internal',
  'INTERNAL_ERROR',
  'Something went wrong on our side. Quote the request id when you report it.',
);

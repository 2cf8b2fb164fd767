import type { AppError } from '#domain/shared/app-error.js';

/** RFC 6750 §3: without an error code when the request carried no token that could be wrong. */
export const bareChallenge = 'Bearer';

const notQuotable = /[^\x20\x21\x23-\x5b\x5d-\x7e]/g;

/** RFC 6750 §3.1: the token is malformed, expired, revoked or otherwise invalid. */
export function invalidTokenChallenge({ message }: AppError): string {
  return `Bearer error="invalid_token", error_description="${message.replace(notQuotable, '')}"`;
}

import type { onRequestAsyncHookHandler } from 'fastify';
import type { RequestAuthenticator } from '#application/auth/request-authenticator.js';
import type { Principal } from '#application/shared/request-context.js';
import { unauthenticated } from '#domain/access/errors.js';
import { AppError } from '#domain/shared/app-error.js';

/** What stands before the credential (RFC 6750 §2.1). */
const bearer = /^bearer(?: +|$)/i;
const credentialMaxLength = 8192;

/**
 * Finds out who asks, before the body is read, so that a visitor learns nothing from its validation. Only
 * the header counts: a token in the query or the body ends up in logs (RFC 6750 §5.3).
 */
export function authentication(authenticators: readonly RequestAuthenticator[]): onRequestAsyncHookHandler {
  return async (request, reply) => {
    const { authorization = '' } = request.headers;
    if (!bearer.test(authorization)) throw unauthenticated();
    try {
      request.principal = await principalOf(authorization, authenticators);
    } catch (error) {
      if (error instanceof AppError && error.kind === 'unauthenticated') {
        reply.header('www-authenticate', invalidTokenChallenge(error));
      }
      throw error;
    }
  };
}

/**
 * @param authorization the header.
 * @throws AppError UNAUTHENTICATED, and what the authenticator throws.
 */
export async function principalOf(
  authorization: string,
  authenticators: readonly RequestAuthenticator[],
): Promise<Principal> {
  const credential = authorization.replace(bearer, '');
  const isReadable = credential !== '' && credential.length <= credentialMaxLength;
  const authenticator = isReadable && authenticators.find((one) => one.accepts(credential));
  if (!authenticator) throw unauthenticated();
  return authenticator.authenticate(credential);
}

const notQuotable = /[^\x20\x21\x23-\x5b\x5d-\x7e]/g;

/** RFC 6750 §3.1: the token is malformed, expired, revoked or otherwise invalid. */
export function invalidTokenChallenge({ message }: AppError): string {
  return `Bearer error="invalid_token", error_description="${message.replace(notQuotable, '')}"`;
}

import type { onRequestAsyncHookHandler } from 'fastify';
import type { AuthenticateRequest } from '#application/sessions/authenticate-request.js';
import { unauthenticated } from '#domain/access/errors.js';
import { AppError } from '#domain/shared/app-error.js';
import { invalidTokenChallenge } from '../errors/challenge.js';
import type { Executes } from '../use-case.js';

const bearer = /^bearer(?: +(.*))?$/i;
/** What nearly all send, and what is cheaper to tell than by the grammar. */
const usual = 'Bearer ';
const tokenMaxLength = 8192;

/**
 * Finds out who asks, before the body is read, so that a visitor learns nothing from its validation. Only
 * the header counts: a token in the query or the body ends up in logs (RFC 6750 §5.3).
 */
export function authentication(authenticate: Executes<AuthenticateRequest>): onRequestAsyncHookHandler {
  return async (request, reply) => {
    const token = tokenOf(request.headers.authorization ?? '');
    if (token === null) throw unauthenticated();
    try {
      if (token === '' || token.length > tokenMaxLength) throw unauthenticated();
      request.principal = await authenticate.execute(token);
    } catch (error) {
      if (error instanceof AppError && error.kind === 'unauthenticated') {
        reply.header('www-authenticate', invalidTokenChallenge(error));
      }
      throw error;
    }
  };
}

/** Null for another scheme than Bearer, or none. */
function tokenOf(header: string): string | null {
  if (header.startsWith(usual) && header[usual.length] !== ' ') return header.slice(usual.length);
  const [found, token = ''] = bearer.exec(header) ?? [];
  return found === undefined ? null : token;
}

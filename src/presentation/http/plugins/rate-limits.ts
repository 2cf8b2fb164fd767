import type { onRequestAsyncHookHandler } from 'fastify';
import { clientNetwork } from '#application/shared/client-network.js';
import type { RateLimiter, RateLimitRule } from '#application/shared/rate-limiter.js';
import { clientAddress } from '../client-address.js';
import { rateLimited } from '../errors/http-errors.js';

/**
 * Counts a request against a rule, by network, before anything is done for it. The headers are those of
 * draft-ietf-httpapi-ratelimit-headers-10, on refusals and on what was let through.
 * @returns null for a limit of 0, which means none.
 */
export function rateLimit(limiter: RateLimiter, rule: RateLimitRule): onRequestAsyncHookHandler | null {
  if (rule.limit === 0) return null;
  const policy = `"${rule.name}";q=${rule.limit};w=${rule.windowSeconds}`;
  return async (request, reply) => {
    const state = await limiter.consume(rule, clientNetwork(clientAddress(request)));
    const { isAllowed, remaining, resetSeconds } = state;
    reply.header('ratelimit-policy', policy);
    reply.header('ratelimit', `"${rule.name}";r=${Math.max(0, remaining)};t=${Math.ceil(resetSeconds)}`);
    if (!isAllowed) throw rateLimited({ retryAfter: resetSeconds });
  };
}

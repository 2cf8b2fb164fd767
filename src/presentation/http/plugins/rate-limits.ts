import type { onRequestAsyncHookHandler } from 'fastify';
import { clientNetwork } from '#application/shared/client-network.js';
import type { RateLimiter, RateLimitRule } from '#application/shared/rate-limiter.js';
import { clientAddress } from '../client-address.js';
import { rateLimited } from '../errors/http-errors.js';
import { setRateLimitHeaders } from '../errors/rate-limit-headers.js';

/**
 * Counts a request against a rule, by network, before anything is done for it. The headers are on refusals and
 * on what was let through.
 * @returns null for a limit of 0, which means none.
 */
export function rateLimit(limiter: RateLimiter, rule: RateLimitRule): onRequestAsyncHookHandler | null {
  if (rule.limit === 0) return null;
  return async (request, reply) => {
    const state = await limiter.consume(rule, clientNetwork(clientAddress(request)));
    setRateLimitHeaders(reply, rule, state);
    if (!state.isAllowed) throw rateLimited({ retryAfter: state.resetSeconds });
  };
}

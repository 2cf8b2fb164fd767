import type { FastifyReply, onRequestAsyncHookHandler, RouteOptions } from 'fastify';
import { clientNetwork } from '#application/shared/client-network.js';
import type { RateLimiter, RateLimitRule, RateLimitState } from '#application/shared/rate-limiter.js';
import { rateLimited } from '../errors/http-errors.js';
import { clientAddress } from '../request-context.js';

/** By name; routes say which one is theirs. A limit of 0 means none. */
export type RateLimits = ReadonlyMap<string, RateLimitRule>;

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The limit of a route: its own or, where it changes state, `writes`, so that none is forgotten (ASVS 2.4.1). */
export function rateLimitOf({ method, config }: Pick<RouteOptions, 'method' | 'config'>): string | undefined {
  const isSafe = [method].flat().every((name) => safeMethods.has(name));
  return config?.rateLimit ?? (isSafe ? undefined : 'writes');
}

/**
 * Counts a request against a rule, by network, before anything is done for it. The headers are on refusals and
 * on what was let through.
 */
export function countAgainst(limiter: RateLimiter, rule: RateLimitRule): onRequestAsyncHookHandler {
  return async (request, reply) => {
    const state = await limiter.consume(rule, clientNetwork(clientAddress(request)));
    setRateLimitHeaders(reply, rule, state);
    if (!state.isAllowed) throw rateLimited({ retryAfter: state.resetSeconds });
  };
}

/** Counts a request with a key against a rule of keys, by the key, once it is known to be one. */
export function countKeyUse(limiter: RateLimiter, rule: RateLimitRule): onRequestAsyncHookHandler {
  return async (request, reply) => {
    const { principal } = request;
    if (principal === null || principal.kind === 'system' || principal.keyId === null) return;
    const state = await limiter.consume(rule, principal.keyId);
    if (state.isAllowed) return;
    setRateLimitHeaders(reply, rule, state);
    throw rateLimited({ retryAfter: state.resetSeconds });
  };
}

/** The headers of draft-ietf-httpapi-ratelimit-headers-10. */
export function setRateLimitHeaders(
  reply: FastifyReply,
  { name, limit, windowSeconds }: RateLimitRule,
  { remaining, resetSeconds }: Omit<RateLimitState, 'isAllowed'>,
): void {
  reply.header('ratelimit-policy', `"${name}";q=${limit};w=${windowSeconds}`);
  reply.header('ratelimit', `"${name}";r=${Math.max(0, remaining)};t=${Math.ceil(resetSeconds)}`);
}

import type { FastifyReply } from 'fastify';
import type { RateLimitRule, RateLimitState } from '#application/shared/rate-limiter.js';

/** The headers of draft-ietf-httpapi-ratelimit-headers-10. */
export function setRateLimitHeaders(
  reply: FastifyReply,
  { name, limit, windowSeconds }: RateLimitRule,
  { remaining, resetSeconds }: Omit<RateLimitState, 'isAllowed'>,
): void {
  reply.header('ratelimit-policy', `"${name}";q=${limit};w=${windowSeconds}`);
  reply.header('ratelimit', `"${name}";r=${Math.max(0, remaining)};t=${Math.ceil(resetSeconds)}`);
}

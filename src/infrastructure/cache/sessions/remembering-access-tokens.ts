import { LRUCache } from 'lru-cache';
import type { AccessTokenClaims, AccessTokens } from '#application/sessions/access-tokens.js';
import type { Clock } from '#application/shared/clock.js';

interface VerifiedToken {
  readonly claims: AccessTokenClaims;
  readonly verifiedAt: number;
  readonly trustedUntil: number;
}

/** Within which a signing key that was retired, or withdrawn, is noticed. */
const maxTrustMs = 60_000;

/**
 * Remembers which tokens were verified, since the check of a signature costs more than all the rest of a
 * request. A token is known by the whole of it: whatever differs in a single character, be it the signature or a
 * second spelling of the same bytes, is another token and is verified. Refusals are not remembered, so that
 * made-up tokens displace no good ones.
 */
export function rememberingAccessTokens(tokens: AccessTokens, clock: Clock, maxTokens: number): AccessTokens {
  const verified = new LRUCache<string, VerifiedToken>({ max: maxTokens });
  return {
    sign: (...parameters) => tokens.sign(...parameters),
    publicKeys: () => tokens.publicKeys(),
    async verify(token) {
      const known = verified.get(token);
      const now = clock.now().getTime();
      // Also not when the clock was set back behind the verification.
      if (known !== undefined && known.verifiedAt <= now && now < known.trustedUntil) return known.claims;
      const claims = await tokens.verify(token);
      const trustedUntil = Math.min(claims.expiresAt.getTime(), now + maxTrustMs);
      verified.set(token, { claims, verifiedAt: now, trustedUntil });
      return claims;
    },
  };
}

import type { RequestContext } from '#application/shared/request-context.js';
import type { UserId } from '#domain/shared/ids.js';

/** Tells whoever wants to know that somebody has shown the first thing, and failed for good at the second (ASVS 6.3.5). */
export interface ChallengeAlerts {
  raise(userId: UserId, context: RequestContext): Promise<void>;
}

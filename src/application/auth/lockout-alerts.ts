import type { RequestContext } from '#application/shared/request-context.js';
import type { UserId } from '#domain/shared/ids.js';

/** Tells whoever wants to know that failures have locked an account. */
export interface LockoutAlerts {
  raise(userId: UserId, context: RequestContext): Promise<void>;
}

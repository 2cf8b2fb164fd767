import type { RequestContext } from '#application/shared/request-context.js';
import type { Role } from '#domain/access/role.js';
import type { UserId } from '#domain/shared/ids.js';
import { aSessionId, aUserId } from './ids.js';

/** A request by a signed-in user. */
export function aContext(
  traits: { userId?: UserId; roles?: readonly Role[]; ip?: string } = {},
): RequestContext {
  return {
    actor: { userId: traits.userId ?? aUserId(), sessionId: aSessionId(), roles: traits.roles ?? ['admin'] },
    ip: traits.ip ?? '198.51.100.7',
    userAgent: 'Browser/2.0',
    requestId: 'request-1',
  };
}

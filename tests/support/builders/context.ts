import {
  type RequestContext,
  type SignedInPrincipal,
  systemContext,
} from '#application/shared/request-context.js';
import type { Role } from '#domain/access/role.js';
import type { UserId } from '#domain/shared/ids.js';
import { aSessionId, aUserId } from '#testing/ids.js';

/** A request by a signed-in user. */
export function aContext(
  traits: { userId?: UserId; roles?: readonly Role[]; ip?: string } = {},
): RequestContext & { readonly principal: SignedInPrincipal } {
  return {
    ...systemContext,
    principal: {
      kind: 'user',
      userId: traits.userId ?? aUserId(),
      sessionId: aSessionId(),
      keyId: null,
      scope: null,
      impersonatorId: null,
      roles: traits.roles ?? ['admin'],
      amr: ['pwd'],
      authenticatedAt: new Date('2026-03-01T12:30:00.000Z'),
      hasSecondFactor: false,
      tenantId: null,
    },
    ip: traits.ip ?? '198.51.100.7',
    userAgent: 'Browser/2.0',
    requestId: 'request-1',
  };
}

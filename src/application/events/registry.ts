import type { EventHandler } from '#application/shared/outbox.js';
import {
  refreshTokenReuseDetected,
  sessionExpired,
  sessionOpened,
  sessionRevoked,
} from '#domain/sessions/events.js';
import {
  userActivated,
  userDeactivated,
  userDeleted,
  userEmailChanged,
  userLoggedIn,
  userPasswordChanged,
  userRegistered,
  userRenamed,
  userRoleGranted,
  userRoleRevoked,
} from '#domain/users/events.js';
import { EventRegistry } from './event-registry.js';

export interface Reactions {
  readonly appendToAuditLog: EventHandler;
}

/** The table of reactions: who hears of what. */
export function eventRegistry({ appendToAuditLog }: Reactions): EventRegistry {
  return new EventRegistry([
    [userRegistered, [appendToAuditLog]],
    [userRenamed, [appendToAuditLog]],
    [userEmailChanged, [appendToAuditLog]],
    [userPasswordChanged, [appendToAuditLog]],
    [userActivated, [appendToAuditLog]],
    [userDeactivated, [appendToAuditLog]],
    [userRoleGranted, [appendToAuditLog]],
    [userRoleRevoked, [appendToAuditLog]],
    [userLoggedIn, [appendToAuditLog]],
    [userDeleted, [appendToAuditLog]],
    [sessionOpened, [appendToAuditLog]],
    [sessionRevoked, [appendToAuditLog]],
    [sessionExpired, [appendToAuditLog]],
    [refreshTokenReuseDetected, [appendToAuditLog]],
  ]);
}

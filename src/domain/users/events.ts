import { type DomainEvent, defineEvent } from '#domain/shared/domain-event.js';
import type { UserId } from '#domain/shared/ids.js';

const account = { affects: ({ subjectId }: Pick<DomainEvent, 'subjectId'>) => [subjectId as UserId] };

export const userRegistered = defineEvent<{ email: string; username: string; roles: readonly string[] }>(
  'user.registered',
  1,
  'An account was made, by its owner or by an administrator.',
);
export const userRenamed = defineEvent<{ from: string; to: string }>(
  'user.renamed',
  1,
  'The username was changed.',
  account,
);
export const userEmailChanged = defineEvent<{ from: string; to: string }>(
  'user.email_changed',
  1,
  'The email address was changed.',
  account,
);
export const userPasswordChanged = defineEvent<Record<string, never>>(
  'user.password_changed',
  1,
  'The password was changed.',
  account,
);
export const userActivated = defineEvent<Record<string, never>>(
  'user.activated',
  1,
  'A deactivated account may sign in again.',
  account,
);
export const userDeactivated = defineEvent<Record<string, never>>(
  'user.deactivated',
  1,
  'The account may no longer sign in.',
  account,
);
export const userRoleGranted = defineEvent<{ role: string }>(
  'user.role_granted',
  1,
  'A role was granted.',
  account,
);
export const userRoleRevoked = defineEvent<{ role: string }>(
  'user.role_revoked',
  1,
  'A role was revoked.',
  account,
);
export const userLoggedIn = defineEvent<{ sessionId: string }>('user.logged_in', 1, 'The user signed in.', {
  ...account,
  isHint: true,
});
export const userDeleted = defineEvent<Record<string, never>>(
  'user.deleted',
  1,
  'The account and its sessions were deleted.',
  account,
);

import { defineEvent, type EventPayload } from '#domain/shared/domain-event.js';
import type { UserId } from '#domain/shared/ids.js';

type Change = { from: string; to: string };
type Nothing = Record<string, never>;

const account = { affects: ({ subjectId }: { subjectId: string }) => [subjectId as UserId] };

/** After such an event whatever is remembered of the account may be wrong. */
function event<Payload extends EventPayload>(name: string, version: number, description: string) {
  return defineEvent<Payload>(name, version, description, account);
}

export const userRegistered = defineEvent<{ email: string; username: string; roles: readonly string[] }>(
  'user.registered',
  1,
  'An account was made, by its owner or by an administrator.',
);
export const userRenamed = event<Change>('user.renamed', 1, 'The username was changed.');
export const userEmailChanged = event<Change>('user.email_changed', 1, 'The email address was changed.');
export const userEmailVerified = event<Nothing>(
  'user.email_verified',
  1,
  'The owner has shown that they read what is sent to the email address.',
);
export const userProfileChanged = event<Nothing>(
  'user.profile_changed',
  1,
  'The display name or the locale was changed.',
);
export const userMetadataChanged = event<Nothing>(
  'user.metadata_changed',
  1,
  'What an application keeps with the account was changed.',
);
export const userPasswordChanged = event<Nothing>('user.password_changed', 1, 'The password was changed.');
export const userPasswordRemoved = event<Nothing>(
  'user.password_removed',
  1,
  'The password was taken from the account, whose owner has to set another one by mail.',
);
export const userActivated = event<Nothing>('user.activated', 1, 'A deactivated account may sign in again.');
export const userDeactivated = event<Nothing>('user.deactivated', 1, 'The account may no longer sign in.');
export const userRoleGranted = event<{ role: string }>('user.role_granted', 1, 'A role was granted.');
export const userRoleRevoked = event<{ role: string }>('user.role_revoked', 1, 'A role was revoked.');
export const userDeleted = event<Nothing>('user.deleted', 1, 'The account and its sessions were deleted.');
export const userLoggedIn = defineEvent<{ sessionId: string }>('user.logged_in', 1, 'The user signed in.', {
  ...account,
  isHint: true,
});

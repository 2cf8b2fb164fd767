import { defineEvent } from '#domain/shared/domain-event.js';
import * as field from '#domain/shared/event-fields.js';
import type { UserId } from '#domain/shared/ids.js';

/** After such an event whatever is remembered of the account may be wrong. */
const account = { affects: ({ subjectId }: { subjectId: string }) => [subjectId as UserId] };

/** @param what has another value now. */
function change(what: string) {
  return {
    from: field.personal(field.text(`The ${what} before.`)),
    to: field.personal(field.text(`The ${what} now.`)),
  };
}

export const userRegistered = defineEvent(
  'user.registered',
  1,
  'An account was made, by its owner or by an administrator.',
  {
    email: field.personal(field.text('Its email address.')),
    username: field.personal(field.text('Its username.')),
    roles: field.texts('The names of its roles.'),
  },
);
export const userRenamed = defineEvent(
  'user.renamed',
  1,
  'The username was changed.',
  change('username'),
  account,
);
export const userEmailChanged = defineEvent(
  'user.email_changed',
  1,
  'The email address was changed.',
  change('email address'),
  account,
);
export const userEmailVerified = defineEvent(
  'user.email_verified',
  1,
  'The owner has shown that they read what is sent to the email address.',
  {},
  account,
);
export const userProfileChanged = defineEvent(
  'user.profile_changed',
  1,
  'The display name or the locale was changed.',
  {},
  account,
);
export const userMetadataChanged = defineEvent(
  'user.metadata_changed',
  1,
  'What an application keeps with the account was changed.',
  {},
  account,
);
export const userPasswordChanged = defineEvent(
  'user.password_changed',
  1,
  'The password was changed.',
  {},
  account,
);
export const userPasswordRemoved = defineEvent(
  'user.password_removed',
  1,
  'The password was taken from the account, whose owner has to set another one by mail.',
  {},
  account,
);
export const userActivated = defineEvent(
  'user.activated',
  1,
  'A deactivated account may sign in again.',
  {},
  account,
);
export const userDeactivated = defineEvent(
  'user.deactivated',
  1,
  'The account may no longer sign in.',
  {},
  account,
);
const role = { role: field.text('The name of the role.') };
export const userRoleGranted = defineEvent('user.role_granted', 1, 'A role was granted.', role, account);
export const userRoleRevoked = defineEvent('user.role_revoked', 1, 'A role was revoked.', role, account);
export const userDeleted = defineEvent(
  'user.deleted',
  1,
  'The account and its sessions were deleted.',
  {},
  account,
);
export const userLoggedIn = defineEvent(
  'user.logged_in',
  1,
  'The user signed in.',
  { sessionId: field.id('The session that began.') },
  { ...account, isHint: true },
);

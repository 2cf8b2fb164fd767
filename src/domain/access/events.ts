import { defineEvent } from '#domain/shared/domain-event.js';
import * as field from '#domain/shared/event-fields.js';
import type { UserId } from '#domain/shared/ids.js';

/**
 * Under which instances remember, and forget, what roles allow. It goes the way of the accounts: no account has an id
 * like it, and the subject of these events is a name.
 */
export const accessCatalogueId = 'access-catalogue' as UserId;

const catalogue = { affects: () => [accessCatalogueId] };

export const roleCreated = defineEvent(
  'role.created',
  1,
  'A role was made.',
  { permissions: field.texts('The names of its permissions.') },
  catalogue,
);
export const roleChanged = defineEvent(
  'role.changed',
  1,
  'What a role allows, or its description, was changed.',
  {
    granted: field.texts('The names of the permissions that it has now and had not.'),
    revoked: field.texts('The names of the permissions that it had and has not now.'),
  },
  catalogue,
);
export const roleDeleted = defineEvent('role.deleted', 1, 'A role was deleted.', {}, catalogue);
export const permissionCreated = defineEvent(
  'permission.created',
  1,
  'A permission of an application was made.',
  {},
  catalogue,
);
export const permissionDeleted = defineEvent(
  'permission.deleted',
  1,
  'A permission of an application was deleted.',
  {},
  catalogue,
);

import { defineEvent, type EventPayload } from '#domain/shared/domain-event.js';
import type { UserId } from '#domain/shared/ids.js';

/**
 * Under which instances remember, and forget, what roles allow. It goes the way of the accounts: no account has an id
 * like it, and the subject of these events is a name.
 */
export const accessCatalogueId = 'access-catalogue' as UserId;

function event<Payload extends EventPayload>(name: string, description: string) {
  return defineEvent<Payload>(name, 1, description, { affects: () => [accessCatalogueId] });
}

export const roleCreated = event<{ permissions: readonly string[] }>('role.created', 'A role was made.');
export const roleChanged = event<{ granted: readonly string[]; revoked: readonly string[] }>(
  'role.changed',
  'What a role allows, or its description, was changed.',
);
export const roleDeleted = event<Record<string, never>>('role.deleted', 'A role was deleted.');
export const permissionCreated = event<Record<string, never>>(
  'permission.created',
  'A permission of an application was made.',
);
export const permissionDeleted = event<Record<string, never>>(
  'permission.deleted',
  'A permission of an application was deleted.',
);

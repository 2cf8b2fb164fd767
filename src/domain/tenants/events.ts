import { defineEvent, type EventPayload } from '#domain/shared/domain-event.js';
import type { UserId } from '#domain/shared/ids.js';

/**
 * What is remembered of memberships is kept under the id of the tenant, so that what changes for many of its members is
 * forgotten by one name.
 */
function event<Payload extends EventPayload>(name: string, description: string) {
  return defineEvent<Payload>(name, 1, description, {
    affects: ({ subjectId }) => [subjectId as UserId],
  });
}

type Nothing = Record<string, never>;
type Membership = { userId: string; roles: readonly string[] };

export const tenantCreated = event<{ slug: string }>('tenant.created', 'A tenant was made.');
export const tenantChanged = event<{ fields: readonly string[] }>(
  'tenant.changed',
  'Name, slug or metadata of a tenant were changed.',
);
export const tenantDeleted = event<Nothing>(
  'tenant.deleted',
  'A tenant was deleted by an owner. What is kept of it is removed after the days that are set.',
);
export const memberJoined = event<Membership>('member.joined', 'Somebody became a member of a tenant.');
export const memberRolesChanged = event<Membership>(
  'member.roles_changed',
  'A member of a tenant was given other roles in it.',
);
export const memberLeft = event<{ userId: string }>('member.left', 'A member left a tenant.');
export const memberRemoved = event<{ userId: string }>(
  'member.removed',
  'A member was removed from a tenant.',
);
export const invitationCreated = event<{ invitationId: string; roles: readonly string[] }>(
  'invitation.created',
  'Somebody was invited into a tenant, by mail.',
);
export const invitationRevoked = event<{ invitationId: string }>(
  'invitation.revoked',
  'An invitation into a tenant was taken back.',
);
export const tenantRoleCreated = event<{ role: string; permissions: readonly string[] }>(
  'tenant_role.created',
  'A tenant made a role of its own.',
);
export const tenantRoleChanged = event<{ role: string; permissions: readonly string[] }>(
  'tenant_role.changed',
  'A tenant changed a role of its own.',
);
export const tenantRoleDeleted = event<{ role: string }>(
  'tenant_role.deleted',
  'A tenant deleted a role of its own.',
);

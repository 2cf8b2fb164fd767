import { defineEvent } from '#domain/shared/domain-event.js';
import * as field from '#domain/shared/event-fields.js';
import type { UserId } from '#domain/shared/ids.js';

/**
 * What is remembered of memberships is kept under the id of the tenant, so that what changes for many of its members is
 * forgotten by one name.
 */
const tenant = { affects: ({ subjectId }: { subjectId: string }) => [subjectId as UserId] };

const of = { tenantId: field.id('The tenant.') };
const member = { ...of, userId: field.id('The account.') };
const roles = { roles: field.texts('The names of the roles, in the tenant.') };
const invitation = { ...of, invitationId: field.id('The invitation.') };
const role = { ...of, role: field.text('The name of the role.') };
const permissions = { permissions: field.texts('What it allows in the tenant.') };

export const tenantCreated = defineEvent(
  'tenant.created',
  1,
  'A tenant was made.',
  { ...of, slug: field.text('Its slug.') },
  tenant,
);
export const tenantChanged = defineEvent(
  'tenant.changed',
  1,
  'Name, slug or metadata of a tenant were changed.',
  { ...of, fields: field.texts('Which of them.') },
  tenant,
);
export const tenantDeleted = defineEvent(
  'tenant.deleted',
  1,
  'A tenant was deleted by an owner. What is kept of it is removed after the days that are set.',
  of,
  tenant,
);
export const memberJoined = defineEvent(
  'member.joined',
  1,
  'Somebody became a member of a tenant.',
  { ...member, ...roles },
  tenant,
);
export const memberRolesChanged = defineEvent(
  'member.roles_changed',
  1,
  'A member of a tenant was given other roles in it.',
  { ...member, ...roles },
  tenant,
);
export const memberLeft = defineEvent('member.left', 1, 'A member left a tenant.', member, tenant);
export const memberRemoved = defineEvent(
  'member.removed',
  1,
  'A member was removed from a tenant.',
  member,
  tenant,
);
export const invitationCreated = defineEvent(
  'invitation.created',
  1,
  'Somebody was invited into a tenant, by mail.',
  { ...invitation, ...roles },
  tenant,
);
export const invitationRevoked = defineEvent(
  'invitation.revoked',
  1,
  'An invitation into a tenant was taken back.',
  invitation,
  tenant,
);
export const tenantRoleCreated = defineEvent(
  'tenant_role.created',
  1,
  'A tenant made a role of its own.',
  { ...role, ...permissions },
  tenant,
);
export const tenantRoleChanged = defineEvent(
  'tenant_role.changed',
  1,
  'A tenant changed a role of its own.',
  { ...role, ...permissions },
  tenant,
);
export const tenantRoleDeleted = defineEvent(
  'tenant_role.deleted',
  1,
  'A tenant deleted a role of its own.',
  role,
  tenant,
);

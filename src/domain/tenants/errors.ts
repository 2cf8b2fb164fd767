import { defineError } from '#domain/shared/app-error.js';

/** Also to those who do not belong to it. */
export const tenantNotFound = defineError('not_found', 'TENANT_NOT_FOUND', 'There is no such tenant.');
export const slugTaken = defineError('conflict', 'SLUG_TAKEN', 'Another tenant has this slug.');
export const tooManyTenants = defineError(
  'conflict',
  'TOO_MANY_TENANTS',
  'You are in as many tenants as you may be. Leave one first.',
);
export const memberNotFound = defineError('not_found', 'MEMBER_NOT_FOUND', 'The tenant has no such member.');
export const lastOwner = defineError(
  'conflict',
  'LAST_OWNER',
  'The last owner of a tenant cannot leave it, or be anything less. Make another one, or delete the tenant, first.',
);
export const alreadyMember = defineError(
  'conflict',
  'ALREADY_MEMBER',
  'Whoever has this address is a member already.',
);
export const tooManyMembers = defineError(
  'conflict',
  'TOO_MANY_MEMBERS',
  'The tenant has as many members and invitations as it may have.',
);
export const invitationNotFound = defineError(
  'not_found',
  'INVITATION_NOT_FOUND',
  'The tenant has no such invitation.',
);
export const tooManyTenantRoles = defineError(
  'conflict',
  'TOO_MANY_ROLES',
  'The tenant has as many roles as it may have.',
);
export const mailLimited = defineError(
  'limited',
  'MAIL_LIMITED',
  'This mailbox was sent as much as it may be within an hour. Wait before you invite it again.',
);

import type { Retention } from '#application/shared/retention.js';
import type { Executes } from '#application/shared/use-case.js';
import type { AcceptInvitation } from '#application/tenants/accept-invitation.js';
import type { ChangeMember } from '#application/tenants/change-member.js';
import type { ChangeTenant } from '#application/tenants/change-tenant.js';
import type { ChangeTenantRole } from '#application/tenants/change-tenant-role.js';
import type { CreateTenant } from '#application/tenants/create-tenant.js';
import type { CreateTenantRole } from '#application/tenants/create-tenant-role.js';
import type { DeleteTenant } from '#application/tenants/delete-tenant.js';
import type { DeleteTenantRole } from '#application/tenants/delete-tenant-role.js';
import type { ExportTenant } from '#application/tenants/export-tenant.js';
import type { InvitationMails } from '#application/tenants/invitation-mails.js';
import type { InvitationTokens } from '#application/tenants/invitation-tokens.js';
import type { InviteMember } from '#application/tenants/invite-member.js';
import type { ListInvitations } from '#application/tenants/list-invitations.js';
import type { ListMembers } from '#application/tenants/list-members.js';
import type { ListTenantRoles } from '#application/tenants/list-tenant-roles.js';
import type { ListTenants } from '#application/tenants/list-tenants.js';
import type { MemberQueries } from '#application/tenants/member-queries.js';
import type { Memberships } from '#application/tenants/memberships.js';
import type { RemoveMember } from '#application/tenants/remove-member.js';
import type { RevokeInvitation } from '#application/tenants/revoke-invitation.js';
import type { ShowTenant } from '#application/tenants/show-tenant.js';
import type { TenantAccess } from '#application/tenants/tenant-access.js';
import type { TenantChange } from '#application/tenants/tenant-change.js';
import type { Invitations, Members, TenantRoles } from '#domain/tenants/members.js';
import type { TenantRepository } from '#domain/tenants/tenant-repository.js';
import { token } from '../token.js';

export const tenantsTokens = {
  repository: token<TenantRepository>('tenants.repository'),
  members: token<Members & MemberQueries>('tenants.members'),
  invitations: token<Invitations>('tenants.invitations'),
  roles: token<TenantRoles>('tenants.roles'),
  retention: token<Retention>('tenants.retention'),
  memberships: token<Memberships>('tenants.memberships'),
  /** For every use case that is about a tenant. */
  access: token<TenantAccess>('tenants.access'),
  change: token<TenantChange>('tenants.change'),
  invitationTokens: token<InvitationTokens>('tenants.invitationTokens'),
  invitationMails: token<InvitationMails>('tenants.invitationMails'),
  createTenant: token<Executes<CreateTenant>>('CreateTenant'),
  listTenants: token<Executes<ListTenants>>('ListTenants'),
  showTenant: token<Executes<ShowTenant>>('ShowTenant'),
  changeTenant: token<Executes<ChangeTenant>>('ChangeTenant'),
  deleteTenant: token<Executes<DeleteTenant>>('DeleteTenant'),
  exportTenant: token<Executes<ExportTenant>>('ExportTenant'),
  listMembers: token<Executes<ListMembers>>('ListMembers'),
  changeMember: token<Executes<ChangeMember>>('ChangeMember'),
  removeMember: token<Executes<RemoveMember>>('RemoveMember'),
  listInvitations: token<Executes<ListInvitations>>('ListInvitations'),
  inviteMember: token<Executes<InviteMember>>('InviteMember'),
  revokeInvitation: token<Executes<RevokeInvitation>>('RevokeInvitation'),
  acceptInvitation: token<Executes<AcceptInvitation>>('AcceptInvitation'),
  listTenantRoles: token<Executes<ListTenantRoles>>('ListTenantRoles'),
  createTenantRole: token<Executes<CreateTenantRole>>('CreateTenantRole'),
  changeTenantRole: token<Executes<ChangeTenantRole>>('ChangeTenantRole'),
  deleteTenantRole: token<Executes<DeleteTenantRole>>('DeleteTenantRole'),
};

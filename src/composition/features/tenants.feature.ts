import { RetentionJob } from '#application/jobs/retention-job.js';
import { type AcceptanceParts, AcceptInvitation } from '#application/tenants/accept-invitation.js';
import { ChangeMember } from '#application/tenants/change-member.js';
import { ChangeTenant } from '#application/tenants/change-tenant.js';
import { ChangeTenantRole } from '#application/tenants/change-tenant-role.js';
import { CreateTenant, type TenantStores } from '#application/tenants/create-tenant.js';
import { CreateTenantRole } from '#application/tenants/create-tenant-role.js';
import { DeleteTenant } from '#application/tenants/delete-tenant.js';
import { DeleteTenantRole } from '#application/tenants/delete-tenant-role.js';
import { ExportTenant } from '#application/tenants/export-tenant.js';
import { InvitationMails } from '#application/tenants/invitation-mails.js';
import { InvitationTokens } from '#application/tenants/invitation-tokens.js';
import { type InvitationParts, InviteMember } from '#application/tenants/invite-member.js';
import { LeaveTenants } from '#application/tenants/leave-tenants.js';
import { ListInvitations } from '#application/tenants/list-invitations.js';
import { ListMembers } from '#application/tenants/list-members.js';
import { ListTenantRoles } from '#application/tenants/list-tenant-roles.js';
import { ListTenants } from '#application/tenants/list-tenants.js';
import * as mails from '#application/tenants/mails.js';
import { StoredMemberships } from '#application/tenants/memberships.js';
import { listedSection, shownSection } from '#application/tenants/own-sections.js';
import { RemoveMember } from '#application/tenants/remove-member.js';
import { RevokeInvitation } from '#application/tenants/revoke-invitation.js';
import { ShowTenant } from '#application/tenants/show-tenant.js';
import { TenantAccess } from '#application/tenants/tenant-access.js';
import { TenantChange } from '#application/tenants/tenant-change.js';
import { TenantsSection } from '#application/tenants/tenants-section.js';
import { roleTaken } from '#domain/access/errors.js';
import * as errors from '#domain/tenants/errors.js';
import * as events from '#domain/tenants/events.js';
import { createTenants, readTenants } from '#domain/tenants/permissions.js';
import { userNotFound } from '#domain/users/errors.js';
import { cachedMemberships } from '#infrastructure/cache/tenants/cached-memberships.js';
import {
  MemoryInvitations,
  MemoryMembers,
  MemoryTenantRoles,
} from '#infrastructure/memory/tenants/members.js';
import { MemoryTenantRepository } from '#infrastructure/memory/tenants/repository.js';
import { tenantRetention as memoryRetention } from '#infrastructure/memory/tenants/retention.js';
import {
  PostgresInvitations,
  PostgresMembers,
  PostgresTenantRoles,
} from '#infrastructure/postgres/tenants/members.js';
import { PostgresTenantRepository } from '#infrastructure/postgres/tenants/repository.js';
import { tenantRetention as postgresRetention } from '#infrastructure/postgres/tenants/retention.js';
import { InvitationsController } from '#presentation/http/v1/tenants/invitations-controller.js';
import { MembersController } from '#presentation/http/v1/tenants/members-controller.js';
import { RequestTenants } from '#presentation/http/v1/tenants/request-tenants.js';
import { TenantRolesController } from '#presentation/http/v1/tenants/roles-controller.js';
import { TenantsController } from '#presentation/http/v1/tenants/tenants-controller.js';
import { contributed } from '../contributions.js';
import { defineFeature } from '../define-feature.js';
import { cacheTokens } from '../platform/cache.tokens.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { token } from '../token.js';
import type { Wiring } from '../wiring.js';
import { accessTokens } from './access.tokens.js';
import { auditTokens } from './audit.tokens.js';
import { mailTokens } from './mail.tokens.js';
import { mailRequestsTokens } from './mail-requests.tokens.js';
import { tenantSettings } from './tenants.settings.js';
import { tenantsTokens } from './tenants.tokens.js';
import { usersTokens } from './users.tokens.js';

/** Who shares what: tenants, their members, invitations and roles. */
export const tenants = defineFeature({
  name: 'tenants',
  settings: [tenantSettings],
  permissions: [readTenants, createTenants],
  events: Object.values(events),
  errors: Object.values(errors),
  mails: Object.values(mails),
  tags: [{ name: 'tenants', description: 'Tenants, their members, invitations and roles' }],
  rateLimits: [
    { name: 'tenants', default: '600/60', meaning: 'Requests of one client about tenants.' },
    { name: 'invitations', default: '120/60', meaning: 'Invitations, made or accepted, of one client.' },
  ],
  tenantTables: ['tenant_members', 'tenant_invitations', 'tenant_roles'],
  constraints: {
    tenants_slug_key: () => errors.slugTaken(),
    tenant_members_pkey: () => errors.alreadyMember(),
    tenant_members_tenant_id_fkey: () => errors.tenantNotFound(),
    tenant_members_user_id_fkey: () => userNotFound(),
    tenant_invitations_tenant_id_fkey: () => errors.tenantNotFound(),
    tenant_roles_pkey: () => roleTaken(),
    tenant_roles_tenant_id_fkey: () => errors.tenantNotFound(),
  },

  bind(wiring) {
    bindServices(wiring);
    bindTenants(wiring);
    bindMembers(wiring);
    bindRoles(wiring);
    contributeSections(wiring);
  },

  memory(wiring) {
    const { database, eventAppender } = memoryTokens;
    const { clock } = platform;
    wiring.instance(tenantsTokens.repository, MemoryTenantRepository, [database, eventAppender, clock]);
    wiring.instance(tenantsTokens.members, MemoryMembers, [database]);
    wiring.instance(tenantsTokens.invitations, MemoryInvitations, [database, clock]);
    wiring.instance(tenantsTokens.roles, MemoryTenantRoles, [database]);
    wiring.singleton(tenantsTokens.retention, memoryRetention, [database, clock]);
  },

  postgres(wiring) {
    const { database, eventAppender } = postgresTokens;
    wiring.instance(tenantsTokens.repository, PostgresTenantRepository, [database, eventAppender]);
    wiring.instance(tenantsTokens.members, PostgresMembers, [database]);
    wiring.instance(tenantsTokens.invitations, PostgresInvitations, [database]);
    wiring.instance(tenantsTokens.roles, PostgresTenantRoles, [database]);
    wiring.singleton(tenantsTokens.retention, postgresRetention, [database]);
  },
});

function bindServices(wiring: Wiring): void {
  const { unitOfWork, clock } = platform;
  const { repository, members, roles, access } = tenantsTokens;
  wiring.singleton(
    tenantsTokens.memberships,
    (cache, ...stored) => cachedMemberships(new StoredMemberships(...stored), cache),
    [cacheTokens.accounts, repository, members, roles, unitOfWork],
  );
  wiring.instance(access, TenantAccess, [
    accessTokens.authorizer,
    tenantsTokens.memberships,
    auditTokens.trail,
  ]);
  wiring.instance(tenantsTokens.change, TenantChange, [
    access,
    repository,
    members,
    roles,
    contributed.tenantPrograms,
    unitOfWork,
  ]);
  wiring.instance(tenantsTokens.invitationTokens, InvitationTokens, [platform.opaqueTokens]);
  wiring.instance(tenantsTokens.invitationMails, InvitationMails, [
    mailRequestsTokens.allowance,
    mailTokens.mails,
    mailTokens.links,
  ]);
  wiring.contribute('route extension', 'tenants', (...parts) => new RequestTenants(...parts), [access]);
  wiring.contribute('data export section', 'tenants', (...parts) => new TenantsSection(...parts), [
    repository,
    members,
    unitOfWork,
  ]);
  wiring.contribute('account farewell', 'tenants', (...parts) => new LeaveTenants(...parts), [
    repository,
    members,
    unitOfWork,
    clock,
  ]);
  wiring.contribute(
    'job',
    'tenants.remove-deleted',
    (retention, { deletionDays }) =>
      new RetentionJob('tenants.remove-deleted', retention, deletionDays * 86_400),
    [tenantsTokens.retention, tenantSettings.token],
  );
}

function contributeSections(wiring: Wiring): void {
  const { showTenant, listMembers, listInvitations, listTenantRoles } = tenantsTokens;
  const kind = 'tenant export section';
  wiring.contribute(kind, 'tenant', (show) => shownSection('tenant', show), [showTenant]);
  wiring.contribute(kind, 'members', (list) => listedSection('members', list), [listMembers]);
  wiring.contribute(kind, 'invitations', (list) => listedSection('invitations', list), [listInvitations]);
  wiring.contribute(kind, 'roles', (show) => shownSection('roles', show), [listTenantRoles]);
}

function bindTenants(wiring: Wiring): void {
  const { unitOfWork, clock, ids } = platform;
  const { authorizer } = accessTokens;
  const { repository, members, access, change } = tenantsTokens;
  const { createTenant, listTenants, showTenant, changeTenant, deleteTenant, exportTenant } = tenantsTokens;
  const stores = token<TenantStores>('tenants.stores');
  wiring.singleton(stores, (...[own, theirs, users]) => ({ tenants: own, members: theirs, users }), [
    repository,
    members,
    usersTokens.repository,
  ]);
  wiring.command(createTenant, CreateTenant, [
    authorizer,
    stores,
    unitOfWork,
    ids,
    clock,
    tenantSettings.token,
  ]);
  wiring.query(listTenants, ListTenants, [authorizer, repository]);
  wiring.query(showTenant, ShowTenant, [access, repository]);
  wiring.command(changeTenant, ChangeTenant, [change, repository, clock]);
  wiring.command(deleteTenant, DeleteTenant, [authorizer, change, repository, clock]);
  wiring.query(exportTenant, ExportTenant, [
    authorizer,
    access,
    contributed.tenantExportSections,
    unitOfWork,
    clock,
  ]);
  wiring.controller(TenantsController, {
    createTenant,
    listTenants,
    showTenant,
    changeTenant,
    deleteTenant,
    exportTenant,
  });
  const parts = token<AcceptanceParts>('tenants.acceptanceParts');
  wiring.singleton(parts, (own, invitations, tokens) => ({ ...own, invitations, tokens }), [
    stores,
    tenantsTokens.invitations,
    tenantsTokens.invitationTokens,
  ]);
  wiring.command(tenantsTokens.acceptInvitation, AcceptInvitation, [
    authorizer,
    parts,
    unitOfWork,
    clock,
    tenantSettings.token,
  ]);
}

function bindMembers(wiring: Wiring): void {
  const { unitOfWork, clock, ids } = platform;
  const { members, invitations, access, change, acceptInvitation } = tenantsTokens;
  const { listMembers, changeMember, removeMember } = tenantsTokens;
  const { listInvitations, inviteMember, revokeInvitation } = tenantsTokens;
  wiring.query(listMembers, ListMembers, [access, members, unitOfWork]);
  wiring.command(changeMember, ChangeMember, [change, members, members, clock]);
  wiring.command(removeMember, RemoveMember, [change, members, clock]);
  wiring.controller(MembersController, { listMembers, changeMember, removeMember });
  wiring.query(listInvitations, ListInvitations, [access, invitations, unitOfWork]);
  const parts = token<InvitationParts>('tenants.invitationParts');
  wiring.singleton(
    parts,
    (own, open, users, tokens, sender) => ({ members: own, invitations: open, users, tokens, mails: sender }),
    [
      members,
      invitations,
      usersTokens.repository,
      tenantsTokens.invitationTokens,
      tenantsTokens.invitationMails,
    ],
  );
  wiring.command(inviteMember, InviteMember, [change, parts, ids, clock, tenantSettings.token]);
  wiring.command(revokeInvitation, RevokeInvitation, [change, invitations, clock]);
  wiring.controller(InvitationsController, {
    listInvitations,
    inviteMember,
    revokeInvitation,
    acceptInvitation,
  });
}

function bindRoles(wiring: Wiring): void {
  const { unitOfWork, clock } = platform;
  const { roles, members, invitations, access, change } = tenantsTokens;
  const { listTenantRoles, createTenantRole, changeTenantRole, deleteTenantRole } = tenantsTokens;
  wiring.query(listTenantRoles, ListTenantRoles, [access, roles, unitOfWork]);
  wiring.command(createTenantRole, CreateTenantRole, [change, roles, clock]);
  wiring.command(changeTenantRole, ChangeTenantRole, [change, roles, clock]);
  wiring.command(deleteTenantRole, DeleteTenantRole, [change, roles, members, invitations, clock]);
  wiring.controller(TenantRolesController, {
    listTenantRoles,
    createTenantRole,
    changeTenantRole,
    deleteTenantRole,
  });
}

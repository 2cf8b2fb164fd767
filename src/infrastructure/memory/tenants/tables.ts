import type { TenantId, UserId } from '#domain/shared/ids.js';
import type { Invitation, Member } from '#domain/tenants/members.js';
import type { TenantState } from '#domain/tenants/tenant.js';
import type { TenantRole } from '#domain/tenants/tenant-role.js';
import { defineMemoryTable } from '../table-definition.js';

type OfTenant = { readonly tenantId: TenantId };

/** @public */
export const tenantTable = defineMemoryTable<TenantState & { readonly deletedAt: Date | null }>('tenants');

const ofTenant = {
  parent: { table: tenantTable, keyOf: ({ tenantId }: OfTenant) => tenantId as string },
  tenantOf: ({ tenantId }: OfTenant) => tenantId,
};

export const memberTable = defineMemoryTable<Member>('tenant members', ofTenant);
export const invitationTable = defineMemoryTable<Invitation & { readonly tokenHash: string }>(
  'tenant invitations',
  ofTenant,
);
export const tenantRoleTable = defineMemoryTable<TenantRole & OfTenant>('tenant roles', ofTenant);

/** Which tenants somebody is in, without a scope. */
export const userTenantTable = defineMemoryTable<OfTenant & { readonly userId: UserId }>('user tenants', {
  parent: { table: memberTable, keyOf: ({ tenantId, userId }) => `${tenantId} ${userId}` },
});

import type { Authorizer } from '#application/access/authorizer.js';
import { allPages, exportPageSize } from '#application/data-export/data-export-section.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { TenantId } from '#domain/shared/ids.js';
import { ownTenant } from '#domain/tenants/permissions.js';
import type { InvitationView } from './invitation-view.js';
import type { ListInvitations } from './list-invitations.js';
import type { ListMembers } from './list-members.js';
import type { ListTenantRoles } from './list-tenant-roles.js';
import type { MemberView } from './member-queries.js';
import type { ShowTenant } from './show-tenant.js';
import type { TenantAccess } from './tenant-access.js';
import type { TenantRoleView } from './tenant-role-view.js';
import type { TenantView } from './tenant-view.js';

export interface TenantExport {
  readonly exportedAt: Date;
  readonly tenant: TenantView;
  readonly members: readonly MemberView[];
  readonly invitations: readonly InvitationView[];
  readonly roles: readonly TenantRoleView[];
}

/** What is read, by the use cases that show it in parts. */
export interface TenantReads {
  readonly tenant: Pick<ShowTenant, 'execute'>;
  readonly members: Pick<ListMembers, 'execute'>;
  readonly invitations: Pick<ListInvitations, 'execute'>;
  readonly roles: Pick<ListTenantRoles, 'execute'>;
}

/** All that is kept of a tenant, without secrets. */
export class ExportTenant {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly access: TenantAccess,
    private readonly reads: TenantReads,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError VALIDATION_ERROR, TENANT_NOT_FOUND, FORBIDDEN for all but owners, or STEP_UP_REQUIRED. */
  async execute({ id }: { readonly id: string }, context: RequestContext): Promise<TenantExport> {
    await this.access.require(context, TenantId.parse(id), ownTenant);
    this.authorizer.requireFresh(context);
    const { tenant, members, invitations, roles } = this.reads;
    const page = (cursor: string | null) => ({ id, cursor, limit: exportPageSize });
    return {
      exportedAt: this.clock.now(),
      tenant: await tenant.execute({ id }, context),
      members: await allPages((cursor) => members.execute(page(cursor), context)),
      invitations: await allPages((cursor) => invitations.execute(page(cursor), context)),
      roles: await roles.execute({ id }, context),
    };
  }
}

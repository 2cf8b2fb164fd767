import type { CursorPage } from '#application/shared/pages.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { parseId, TenantId } from '#domain/shared/ids.js';
import type { Invitations } from '#domain/tenants/members.js';
import { type InvitationView, invitationViewOf } from './invitation-view.js';
import type { TenantListQuery } from './list-members.js';
import type { TenantAccess } from './tenant-access.js';
import { pageOf } from './tenant-view.js';

/** Those that can still be accepted. */
export class ListInvitations {
  constructor(
    private readonly access: TenantAccess,
    private readonly invitations: Invitations,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError VALIDATION_ERROR, TENANT_NOT_FOUND or FORBIDDEN. */
  async execute(query: TenantListQuery, context: RequestContext): Promise<CursorPage<InvitationView>> {
    const id = TenantId.parse(query.id);
    await this.access.require(context, id, 'members:write');
    const after = query.cursor === null ? null : parseId(query.cursor, 'cursor');
    const found = await this.unitOfWork.scoped(id, context, () =>
      this.invitations.list(after, query.limit + 1),
    );
    return pageOf(found.map(invitationViewOf), query.limit, (invitation) => invitation.id);
  }
}

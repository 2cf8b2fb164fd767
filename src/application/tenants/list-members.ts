import type { CursorPage } from '#application/shared/pages.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { TenantId, UserId } from '#domain/shared/ids.js';
import type { MemberQueries, MemberView } from './member-queries.js';
import type { TenantAccess } from './tenant-access.js';
import { pageOf } from './tenant-view.js';

/** A list of what is in a tenant. */
export interface TenantListQuery {
  readonly id: string;
  readonly cursor: string | null;
  readonly limit: number;
}

export class ListMembers {
  constructor(
    private readonly access: TenantAccess,
    private readonly members: MemberQueries,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError VALIDATION_ERROR or TENANT_NOT_FOUND. */
  async execute(query: TenantListQuery, context: RequestContext): Promise<CursorPage<MemberView>> {
    const id = TenantId.parse(query.id);
    await this.access.require(context, id, null);
    const after = query.cursor === null ? null : UserId.parse(query.cursor, 'cursor');
    const found = await this.unitOfWork.scoped(id, context, () => this.members.list(after, query.limit + 1));
    return pageOf(found, query.limit, ({ userId }) => userId);
  }
}

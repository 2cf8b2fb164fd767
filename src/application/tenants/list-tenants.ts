import type { Authorizer } from '#application/access/authorizer.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { TenantId } from '#domain/shared/ids.js';
import { readTenants } from '#domain/tenants/permissions.js';
import type { TenantRepository } from '#domain/tenants/tenant-repository.js';
import { pageOf, type TenantView, viewOf } from './tenant-view.js';

export interface ListTenantsQuery {
  readonly scope: 'mine' | 'all';
  readonly cursor: string | null;
  readonly limit: number;
}

export class ListTenants {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly tenants: TenantRepository,
  ) {}

  /** @throws AppError UNAUTHENTICATED; FORBIDDEN for all without `tenants:read`; VALIDATION_ERROR for a foreign cursor. */
  async execute(query: ListTenantsQuery, context: RequestContext): Promise<CursorPage<TenantView>> {
    const { scope, cursor, limit } = query;
    if (scope === 'all') await this.authorizer.require(context, readTenants);
    const member = scope === 'all' ? null : this.authorizer.requireUser(context).userId;
    const after = cursor === null ? null : TenantId.parse(cursor, 'cursor');
    const found = await this.tenants.list(member, after, limit + 1);
    return pageOf(found.map(viewOf), limit, ({ id }) => id);
  }
}

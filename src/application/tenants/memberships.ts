import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { TenantId, UserId } from '#domain/shared/ids.js';
import type { Members, TenantRoles } from '#domain/tenants/members.js';
import type { TenantRepository } from '#domain/tenants/tenant-repository.js';
import { TenantGrants } from '#domain/tenants/tenant-role.js';

/** Plain data, since it may be remembered elsewhere. */
export interface Membership {
  readonly roles: readonly string[];
  /** What the roles allow in the tenant: names. */
  readonly permissions: readonly string[];
}

/** Who is in which tenants. @public */
export interface Memberships {
  /** Null where the tenant is not, or is deleted, or somebody does not belong to it. */
  find(tenantId: TenantId, userId: UserId, context: RequestContext): Promise<Membership | null>;
  /** Whether there is such a tenant, and it is not deleted. */
  hasTenant(tenantId: TenantId): Promise<boolean>;
  /** Tenants to which somebody belongs, a page of them behind `after`; empty when there are no more. */
  tenantsOf(userId: UserId, after: TenantId | null): Promise<readonly TenantId[]>;
}

/** All tenants to which somebody belongs, page by page. */
export async function* tenantPagesOf(
  memberships: Pick<Memberships, 'tenantsOf'>,
  userId: UserId,
): AsyncGenerator<readonly TenantId[]> {
  let page = await memberships.tenantsOf(userId, null);
  while (page.length > 0) {
    yield page;
    page = await memberships.tenantsOf(userId, page.at(-1) ?? null);
  }
}

const pageSize = 100;

/** As they are stored. */
export class StoredMemberships implements Memberships {
  constructor(
    private readonly tenants: TenantRepository,
    private readonly members: Members,
    private readonly roles: TenantRoles,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  find(tenantId: TenantId, userId: UserId, context: RequestContext): Promise<Membership | null> {
    return this.unitOfWork.scoped(tenantId, context, async () => {
      const member = await this.members.find(userId);
      if (member === null || (await this.tenants.findById(tenantId)) === null) return null;
      const grants = new TenantGrants(await this.roles.list());
      return { roles: member.roles, permissions: [...grants.of(member.roles)] };
    });
  }

  async hasTenant(tenantId: TenantId): Promise<boolean> {
    return (await this.tenants.findById(tenantId)) !== null;
  }

  async tenantsOf(userId: UserId, after: TenantId | null): Promise<readonly TenantId[]> {
    return (await this.tenants.list(userId, after, pageSize)).map(({ id }) => id);
  }
}

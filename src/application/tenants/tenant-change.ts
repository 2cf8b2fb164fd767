import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { forbidden } from '#domain/access/errors.js';
import type { TenantId } from '#domain/shared/ids.js';
import { tenantNotFound } from '#domain/tenants/errors.js';
import type { Member, Members, TenantRoles } from '#domain/tenants/members.js';
import type { TenantPermission } from '#domain/tenants/permissions.js';
import type { Tenant } from '#domain/tenants/tenant.js';
import type { TenantRepository } from '#domain/tenants/tenant-repository.js';
import { TenantGrants } from '#domain/tenants/tenant-role.js';
import type { TenantAccess } from './tenant-access.js';

/** As it is while the tenant is locked. */
export interface TenantScene {
  readonly tenant: Tenant;
  readonly actor: Member;
  readonly grants: TenantGrants;
}

/**
 * A change in a tenant by one of its members. The tenant is locked, so that changes of it come one at a time, and who
 * asks is looked up once more: what was taken from them meanwhile is not handed out by them.
 */
export class TenantChange {
  constructor(
    private readonly access: TenantAccess,
    private readonly tenants: TenantRepository,
    private readonly members: Members,
    private readonly roles: TenantRoles,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError as `TenantAccess.require`. */
  async run<T>(
    context: RequestContext,
    tenantId: TenantId,
    permission: TenantPermission | null,
    work: (scene: TenantScene) => Promise<T>,
  ): Promise<T> {
    const { userId } = await this.access.require(context, tenantId, permission);
    return this.unitOfWork.scoped(tenantId, context, async () => {
      const tenant = await this.tenants.findByIdForUpdate(tenantId);
      const actor = tenant && (await this.members.find(userId));
      if (!tenant || !actor) throw tenantNotFound();
      const grants = new TenantGrants(await this.roles.list());
      if (permission !== null && !grants.of(actor.roles).has(permission)) throw forbidden();
      const result = await work({ tenant, actor, grants });
      await this.tenants.note(tenant);
      return result;
    });
  }
}

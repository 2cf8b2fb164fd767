import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { forbidden } from '#domain/access/errors.js';
import type { AccountId, TenantId, UserId } from '#domain/shared/ids.js';
import { tenantNotFound } from '#domain/tenants/errors.js';
import type { Members, TenantRoles } from '#domain/tenants/members.js';
import type { TenantPermission } from '#domain/tenants/permissions.js';
import type { Tenant } from '#domain/tenants/tenant.js';
import type { TenantRepository } from '#domain/tenants/tenant-repository.js';
import { TenantGrants } from '#domain/tenants/tenant-role.js';
import { allows, grantedTo, type TenantAccess } from './tenant-access.js';
import type { TenantPrograms } from './tenant-programs.js';

/** Who changes a tenant: a member, or a program of it. */
export interface TenantActor {
  readonly id: AccountId;
  /** Null for a program. */
  readonly userId: UserId | null;
  has(permission: string): boolean;
  /** Whether they may give, or take, these roles: nobody hands out more than they have. */
  covers(roles: readonly string[]): boolean;
  coversPermissions(permissions: readonly string[]): boolean;
}

/** As it is while the tenant is locked. */
export interface TenantScene {
  readonly tenant: Tenant;
  readonly actor: TenantActor;
  readonly grants: TenantGrants;
}

/**
 * A change in a tenant by one of its members, or of its programs. The tenant is locked, so that changes of it come one
 * at a time, and who asks is looked up once more: what was taken from them meanwhile is not handed out by them (ASVS
 * 15.4.2). @public
 */
export class TenantChange {
  constructor(
    private readonly access: TenantAccess,
    private readonly tenants: TenantRepository,
    private readonly members: Members,
    private readonly roles: TenantRoles,
    private readonly programs: readonly TenantPrograms[],
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError as `TenantAccess.require`. */
  async run<T>(
    context: RequestContext,
    tenantId: TenantId,
    permission: TenantPermission | null,
    work: (scene: TenantScene) => Promise<T>,
  ): Promise<T> {
    await this.access.require(context, tenantId, permission);
    return this.unitOfWork.scoped(tenantId, context, async () => {
      const tenant = await this.tenants.findByIdForUpdate(tenantId);
      if (tenant === null) throw tenantNotFound();
      const grants = new TenantGrants(await this.roles.list());
      const actor = await this.#actorOf(context, grants);
      if (actor === null) throw tenantNotFound();
      if (permission !== null && !actor.has(permission)) throw forbidden();
      const result = await work({ tenant, actor, grants });
      await this.tenants.note(tenant);
      return result;
    });
  }

  /** Null for who does not belong to the tenant, or no more. */
  async #actorOf({ principal }: RequestContext, grants: TenantGrants): Promise<TenantActor | null> {
    if (principal?.kind === 'service') {
      const { serviceId } = principal;
      for (const programs of this.programs) {
        const held = await programs.permissionsOf(serviceId);
        if (held !== null) return limitedActor({ id: serviceId, userId: null }, new Set(held), grants);
      }
      return null;
    }
    const member = principal?.kind === 'user' ? await this.members.find(principal.userId) : null;
    if (principal?.kind !== 'user' || member === null) return null;
    const { userId, roles } = member;
    const who = { id: userId, userId };
    const granted = grantedTo(principal, { roles, permissions: [...grants.of(roles)] });
    // A key, and whoever acts in a member's place, has no role of theirs.
    if (principal.sessionId === null) return limitedActor(who, granted.permissions, grants);
    return {
      ...who,
      has: (permission) => allows(granted, permission),
      covers: (others) => grants.covers(roles, others),
      coversPermissions: (permissions) => grants.coversPermissions(roles, permissions),
    };
  }
}

/** Has these permissions, and hands out no others. */
function limitedActor(
  who: Pick<TenantActor, 'id' | 'userId'>,
  held: ReadonlySet<string>,
  grants: TenantGrants,
): TenantActor {
  return {
    ...who,
    has: (permission) => held.has(permission),
    covers: (roles) => grants.coversWith(held, roles),
    coversPermissions: (permissions) => held.isSupersetOf(new Set(permissions)),
  };
}

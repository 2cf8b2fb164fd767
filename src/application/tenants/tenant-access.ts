import type { Authorizer } from '#application/access/authorizer.js';
import type { AuditTrail } from '#application/audit/audit-trail.js';
import type { TokenTenants } from '#application/sessions/token-tenants.js';
import {
  type RequestContext,
  systemContext,
  type UserPrincipal,
} from '#application/shared/request-context.js';
import { forbidden, unauthenticated } from '#domain/access/errors.js';
import type { Permission } from '#domain/access/permission.js';
import { type AppError, isError } from '#domain/shared/app-error.js';
import type { TenantId, UserId } from '#domain/shared/ids.js';
import { tenantNotFound } from '#domain/tenants/errors.js';
import { ownTenant, type TenantPermission } from '#domain/tenants/permissions.js';
import { hasEverything } from '#domain/tenants/tenant-role.js';
import { type Membership, type Memberships, tenantPagesOf } from './memberships.js';

export interface TenantGrant {
  readonly tenantId: TenantId;
  /** Null for a program of the tenant. */
  readonly userId: UserId | null;
  readonly roles: readonly string[];
  /** Names. */
  readonly permissions: ReadonlySet<string>;
  /** Whether they have beside these all that applications make up: owners and administrators in a session of theirs. */
  readonly isUnlimited: boolean;
}

/** Decides what somebody may do in a tenant, for every use case that is about one (ASVS 8.2.2, 8.4.1). @public */
export class TenantAccess implements TokenTenants {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly memberships: Memberships,
    private readonly auditTrail: AuditTrail,
  ) {}

  /**
   * @param permission null where it is enough to belong to the tenant.
   * @throws AppError UNAUTHENTICATED for a visitor; TENANT_NOT_FOUND to all who do not belong to it, administrators and
   * programs of the service included; FORBIDDEN without the permission.
   */
  async require(
    context: RequestContext,
    tenantId: TenantId,
    permission: TenantPermission | null,
  ): Promise<TenantGrant> {
    if (!isKnown(context)) throw unauthenticated();
    const grant = await this.find(context, tenantId);
    if (grant === null) throw tenantNotFound();
    if (permission !== null && !allows(grant, permission)) {
      await this.auditTrail.record(context, {
        action: 'access.refused',
        outcome: 'denied',
        targetId: tenantId,
        details: { required: permission },
      });
      throw forbidden();
    }
    return grant;
  }

  /**
   * For one thing of the whole service, where tenants have such things too. Whoever may in a tenant of theirs learns
   * nothing of those of others: for them there is none, whether it is another tenant's or nobody's.
   * @throws AppError `notFound` to them; UNAUTHENTICATED or FORBIDDEN to all others without the permission.
   */
  async requireOutside(
    context: RequestContext,
    permission: Permission,
    notFound: () => AppError,
    targetId?: string,
  ): Promise<void> {
    try {
      await this.authorizer.require(context, permission, targetId);
    } catch (error) {
      if (isError(error, forbidden) && (await this.#holdsSomewhere(context, permission.name)))
        throw notFound();
      throw error;
    }
  }

  async #holdsSomewhere(context: RequestContext, permission: string): Promise<boolean> {
    const { principal } = context;
    const holdsIn = async (tenantId: TenantId) => {
      const grant = await this.find(context, tenantId);
      return grant !== null && allows(grant, permission);
    };
    if (principal?.kind === 'service') return principal.tenantId !== null && holdsIn(principal.tenantId);
    if (principal?.kind !== 'user') return false;
    for await (const page of tenantPagesOf(this.memberships, principal.userId)) {
      for (const tenantId of page) if (await holdsIn(tenantId)) return true;
    }
    return false;
  }

  /** What somebody may in a tenant; null for all who do not belong to it. */
  async find(context: RequestContext, tenantId: TenantId): Promise<TenantGrant | null> {
    const { principal } = context;
    if (principal?.kind === 'service') {
      if (principal.tenantId !== tenantId || !(await this.isThere(tenantId))) return null;
      return { tenantId, userId: null, roles: [], permissions: principal.permissions, isUnlimited: false };
    }
    if (principal?.kind !== 'user') return null;
    const { userId } = principal;
    const membership = await this.memberships.find(tenantId, userId, context);
    if (membership === null) return null;
    const { roles } = membership;
    return { tenantId, userId, roles, ...grantedTo(principal, membership) };
  }

  /** Whether there is such a tenant, and it is not deleted. */
  isThere(tenantId: TenantId): Promise<boolean> {
    return this.memberships.hasTenant(tenantId);
  }

  /** @throws AppError TENANT_NOT_FOUND. */
  async rolesIn(tenantId: TenantId, userId: UserId): Promise<readonly string[]> {
    const membership = await this.memberships.find(tenantId, userId, systemContext);
    if (membership === null) throw tenantNotFound();
    return membership.roles;
  }
}

/** Whoever could belong to a tenant: a user, or a program. */
function isKnown({ principal }: RequestContext): boolean {
  return principal?.kind === 'user' || principal?.kind === 'service';
}

type Granted = Pick<TenantGrant, 'permissions' | 'isUnlimited'>;

/** Whether it is among what somebody has in a tenant. */
export function allows({ permissions, isUnlimited }: Granted, permission: string): boolean {
  return permissions.has(permission) || (isUnlimited && permission !== ownTenant);
}

/** A key has what it is limited to, and whoever acts in somebody's place does nothing in that one's tenants but read. */
export function grantedTo(
  { scope, impersonatorId }: UserPrincipal,
  { roles, permissions }: Membership,
): Granted {
  if (impersonatorId !== null) return { permissions: new Set(), isUnlimited: false };
  const theirs = { permissions: new Set(permissions), isUnlimited: hasEverything(roles) };
  if (scope === null) return theirs;
  return { permissions: new Set([...scope].filter((name) => allows(theirs, name))), isUnlimited: false };
}

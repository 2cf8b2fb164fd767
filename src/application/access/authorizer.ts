import type { AuditTrail } from '#application/audit/audit-trail.js';
import type { Clock } from '#application/shared/clock.js';
import type { Principal, RequestContext, UserPrincipal } from '#application/shared/request-context.js';
import { forbidden, stepUpRequired, unauthenticated } from '#domain/access/errors.js';
import { freshSeconds } from '#domain/access/freshness.js';
import type { Permission } from '#domain/access/permission.js';
import { assignRoles } from '#domain/access/permissions.js';
import type { Role } from '#domain/access/role.js';
import type { RolePermissions } from '#domain/access/role-permissions.js';

/** Decides what a principal may do, and puts refusals on record (ASVS 8.2.1, 16.3.2). @public */
export class Authorizer {
  constructor(
    private readonly rolePermissions: RolePermissions,
    private readonly auditTrail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError UNAUTHENTICATED for all but a signed-in user. */
  requireUser({ principal }: RequestContext): UserPrincipal {
    if (principal?.kind !== 'user') throw unauthenticated();
    return principal;
  }

  /**
   * For what a stolen access token must not do.
   * @throws AppError UNAUTHENTICATED for all but a signed-in user, STEP_UP_REQUIRED for one who proved it too long ago, or
   * without the second factor that there is.
   */
  requireFreshUser(context: RequestContext): UserPrincipal {
    const principal = this.requireUser(context);
    const ageMs = this.clock.now().getTime() - principal.authenticatedAt.getTime();
    const isComplete = !principal.hasSecondFactor || principal.amr.includes('mfa');
    if (ageMs > freshSeconds * 1000 || !isComplete) throw stepUpRequired();
    return principal;
  }

  /** The service itself need not prove anything. @throws AppError as `requireFreshUser`. */
  requireFresh(context: RequestContext): void {
    if (context.principal?.kind !== 'system') this.requireFreshUser(context);
  }

  /** @throws AppError UNAUTHENTICATED for a visitor, or FORBIDDEN without the permission. */
  async require(context: RequestContext, permission: Permission, targetId?: string): Promise<void> {
    if (!this.#permissionsOf(context).has(permission.name)) {
      await this.#refuse(context, permission.name, targetId);
    }
  }

  /** @throws AppError UNAUTHENTICATED, or FORBIDDEN to act on somebody who has as much as the principal, or more. */
  async requireOutranking(context: RequestContext, theirs: readonly Role[], targetId: string): Promise<void> {
    if (!this.rolePermissions.outranks(this.#permissionsOf(context), theirs)) {
      await this.#refuse(context, 'roles:outrank', targetId);
    }
  }

  /**
   * @throws AppError UNAUTHENTICATED, FORBIDDEN without `roles:assign` or for roles with more than the principal has, or
   * STEP_UP_REQUIRED.
   */
  async requireAssigning(context: RequestContext, roles: readonly Role[], targetId?: string): Promise<void> {
    await this.require(context, assignRoles, targetId);
    if (!this.rolePermissions.covers(this.#permissionsOf(context), roles)) {
      await this.#refuse(context, 'roles:exceed', targetId);
    }
    this.requireFresh(context);
  }

  #permissionsOf({ principal }: RequestContext): ReadonlySet<string> {
    if (principal === null) throw unauthenticated();
    return permissionsOfPrincipal(principal, this.rolePermissions);
  }

  async #refuse(context: RequestContext, required: string, targetId?: string): Promise<never> {
    await this.auditTrail.record(context, {
      action: 'access.refused',
      outcome: 'denied',
      targetId: targetId ?? null,
      details: { required },
    });
    throw forbidden();
  }
}

/** The decision, as a function of who asks: the service itself may do everything. */
function permissionsOfPrincipal(principal: Principal, roles: RolePermissions): ReadonlySet<string> {
  switch (principal.kind) {
    case 'user':
      return roles.of(principal.roles);
    case 'service':
      return principal.permissions;
    case 'system':
      return roles.of(['admin']);
  }
}

import type { AuditTrail } from '#application/audit/audit-trail.js';
import type { Clock } from '#application/shared/clock.js';
import type {
  Principal,
  RequestContext,
  SignedInPrincipal,
  UserPrincipal,
} from '#application/shared/request-context.js';
import { forbidden, stepUpRequired, unauthenticated } from '#domain/access/errors.js';
import { freshSeconds } from '#domain/access/freshness.js';
import type { Permission } from '#domain/access/permission.js';
import { assignRoles, impersonateUsers } from '#domain/access/permissions.js';
import type { Role } from '#domain/access/role.js';
import type { RolePermissions } from '#domain/access/role-permissions.js';
import { invalidField } from '#domain/shared/validation.js';

/** Decides what a principal may do, and puts refusals on record (ASVS 8.2.1, 16.3.2). @public */
export class Authorizer {
  constructor(
    private readonly rolePermissions: RolePermissions,
    private readonly auditTrail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** For reading what is their own: a user, by whatever credential. @throws AppError UNAUTHENTICATED; FORBIDDEN for a service. */
  requireUser({ principal }: RequestContext): UserPrincipal {
    if (principal?.kind === 'service') throw forbidden();
    if (principal?.kind !== 'user') throw unauthenticated();
    return principal;
  }

  /** For changing what is their own: not with a key, which no permission allows it. @throws AppError as `requireUser`; FORBIDDEN. */
  requirePerson(context: RequestContext): UserPrincipal {
    const principal = this.requireUser(context);
    if (principal.keyId !== null) throw forbidden();
    return principal;
  }

  /** For what is about signing in: not with a key, nor in somebody's place. @throws AppError as `requireUser`; FORBIDDEN. */
  requireSession(context: RequestContext): SignedInPrincipal {
    const principal = this.requirePerson(context);
    if (!isSignedIn(principal)) throw forbidden();
    return principal;
  }

  /** Whether they ask about themselves. */
  isSelf({ principal }: RequestContext, userId: string): boolean {
    return principal?.kind === 'user' && principal.userId === userId;
  }

  /**
   * For what a stolen access token must not do.
   * @throws AppError UNAUTHENTICATED for all but a user, FORBIDDEN for a service, STEP_UP_REQUIRED for one who proved it
   * too long ago, or without the second factor that there is, with a key, or in somebody's place.
   */
  requireFreshUser(context: RequestContext): SignedInPrincipal {
    const principal = this.requireUser(context);
    if (!isSignedIn(principal)) throw stepUpRequired();
    const ageMs = this.clock.now().getTime() - principal.authenticatedAt.getTime();
    const isComplete = !principal.hasSecondFactor || principal.amr.includes('mfa');
    if (ageMs > freshSeconds * 1000 || !isComplete) throw stepUpRequired();
    return principal;
  }

  /** The service itself need not prove anything. @throws AppError as `requireFreshUser`. */
  requireFresh(context: RequestContext): void {
    if (context.principal?.kind === 'service') throw stepUpRequired();
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

  /**
   * Nobody hands out what they have not.
   * @param names of permissions.
   * @throws AppError UNAUTHENTICATED; VALIDATION_ERROR for unknown ones; FORBIDDEN for what the principal has not.
   */
  async requireGranting(context: RequestContext, names: readonly string[], targetId?: string): Promise<void> {
    const known = new Set(this.rolePermissions.permissions.map(({ name }) => name));
    const unknown = names.find((name) => !known.has(name));
    if (unknown !== undefined) throw invalidField('permissions', 'must name permissions that there are');
    await this.requireCovering(context, names, targetId);
  }

  /** For giving out a way to use these permissions. @throws AppError UNAUTHENTICATED, or FORBIDDEN without all of them. */
  async requireCovering(context: RequestContext, names: readonly string[], targetId?: string): Promise<void> {
    const own = this.#permissionsOf(context);
    if (!names.every((name) => own.has(name))) await this.#refuse(context, 'permissions:exceed', targetId);
  }

  /** The names of the permissions that the principal has now. @throws AppError UNAUTHENTICATED. */
  async permissionsOf(context: RequestContext): Promise<ReadonlySet<string>> {
    return this.#permissionsOf(context);
  }

  /** @throws AppError UNAUTHENTICATED, or FORBIDDEN to act in the place of somebody who has more. */
  async requireImpersonating(
    context: RequestContext,
    theirs: readonly Role[],
    targetId: string,
  ): Promise<void> {
    const { roles } = this.requireSession(context);
    if (!(await this.mayImpersonate(roles, theirs))) await this.#refuse(context, 'roles:exceed', targetId);
  }

  /** Whether somebody with these roles may act in the place of somebody with those: they have as much, or more. */
  async mayImpersonate(own: readonly Role[], theirs: readonly Role[]): Promise<boolean> {
    const permissions = this.rolePermissions.of(own);
    return permissions.has(impersonateUsers.name) && this.rolePermissions.covers(permissions, theirs);
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

function isSignedIn(principal: UserPrincipal): principal is SignedInPrincipal {
  const { sessionId, keyId, impersonatorId } = principal;
  return sessionId !== null && keyId === null && impersonatorId === null;
}

/** The decision, as a function of who asks: the service itself may do everything. */
function permissionsOfPrincipal(principal: Principal, roles: RolePermissions): ReadonlySet<string> {
  switch (principal.kind) {
    case 'user': {
      const all = roles.of(principal.roles);
      return principal.scope === null ? all : all.intersection(principal.scope);
    }
    case 'service':
      return principal.permissions;
    case 'system':
      return roles.of(['admin']);
  }
}

import type { AuditTrail } from '#application/audit/audit-trail.js';
import type { Clock } from '#application/shared/clock.js';
import type {
  RequestContext,
  SignedInPrincipal,
  UserPrincipal,
} from '#application/shared/request-context.js';
import { type Asking, covers, mayDo, outranks } from '#domain/access/decision.js';
import { forbidden, stepUpRequired, unauthenticated } from '#domain/access/errors.js';
import { freshSeconds } from '#domain/access/freshness.js';
import type { Permission } from '#domain/access/permission.js';
import { assignRoles, impersonateUsers } from '#domain/access/permissions.js';
import type { Role } from '#domain/access/role.js';
import type { Held, Powers } from './powers.js';
import type { RoleCatalogue } from './role-catalogue.js';

/** Decides what a principal may do, and puts refusals on record (ASVS 8.2.1, 16.3.2). @public */
export class Authorizer {
  constructor(
    private readonly catalogue: RoleCatalogue,
    private readonly powers: Powers,
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
    const asking = await this.#askingOf(context);
    if (!mayDo(asking, permission.name)) await this.#refuse(context, permission.name, targetId);
  }

  /**
   * For what gives power, within its unit of work and before anything else is locked: whoever has lost the permission, or
   * the account, since the request came in changes nothing (ASVS 15.4.2).
   * @returns the context with the roles of now, which do not change until the unit of work ends.
   * @throws AppError as `require`.
   */
  async requireStill(
    context: RequestContext,
    permission: Permission,
    held: Omit<Held, 'actorId'> = {},
  ): Promise<RequestContext> {
    const { principal } = context;
    const actorId = principal?.kind === 'user' ? principal.userId : null;
    const standing = await this.powers.hold({ ...held, actorId });
    if (principal?.kind !== 'user') {
      await this.require(context, permission, held.targetId);
      return context;
    }
    const roles = standing?.isActive ? standing.roles : [];
    const current = { ...context, principal: { ...principal, roles } };
    await this.require(current, permission, held.targetId);
    return current;
  }

  /** @throws AppError UNAUTHENTICATED, or FORBIDDEN to act on somebody who has as much as the principal, or more. */
  async requireOutranking(context: RequestContext, theirs: readonly Role[], targetId: string): Promise<void> {
    const [asking, held, all] = [
      await this.#askingOf(context),
      await this.catalogue.permissionsOf(theirs),
      await this.catalogue.permissionsOf(['admin']),
    ];
    if (!outranks(asking, held, all)) await this.#refuse(context, 'roles:outrank', targetId);
  }

  /**
   * @throws AppError UNAUTHENTICATED, FORBIDDEN without `roles:assign` or for roles with more than the principal has,
   * VALIDATION_ERROR for roles that there are not, or STEP_UP_REQUIRED.
   */
  async requireAssigning(context: RequestContext, roles: readonly Role[], targetId?: string): Promise<void> {
    await this.require(context, assignRoles, targetId);
    await this.catalogue.requireKnown(roles);
    await this.requireCovering(context, await this.catalogue.permissionsOf(roles), targetId);
    this.requireFresh(context);
  }

  /**
   * Nobody hands out what they have not.
   * @param names of permissions.
   * @throws AppError UNAUTHENTICATED; VALIDATION_ERROR for unknown ones; FORBIDDEN for what the principal has not.
   */
  async requireGranting(context: RequestContext, names: readonly string[], targetId?: string): Promise<void> {
    await this.catalogue.requireKnownPermissions(names);
    await this.requireCovering(context, names, targetId);
  }

  /** @throws AppError UNAUTHENTICATED, or FORBIDDEN for a permission that the principal has not. */
  async requireCovering(
    context: RequestContext,
    permissions: Iterable<string>,
    targetId?: string,
  ): Promise<void> {
    if (!covers(await this.#askingOf(context), permissions)) {
      await this.#refuse(context, 'roles:exceed', targetId);
    }
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
    const held = await this.catalogue.permissionsOf(own);
    return held.has(impersonateUsers.name) && (await this.catalogue.permissionsOf(theirs)).isSubsetOf(held);
  }

  /** The names of the permissions that the principal has now. @throws AppError UNAUTHENTICATED. */
  async permissionsOf(context: RequestContext): Promise<ReadonlySet<string>> {
    const asking = await this.#askingOf(context);
    return 'held' in asking ? asking.held : this.catalogue.permissionsOf(['admin']);
  }

  async #askingOf({ principal }: RequestContext): Promise<Asking> {
    switch (principal?.kind) {
      case undefined:
        throw unauthenticated();
      case 'user': {
        const held = await this.catalogue.permissionsOf(principal.roles);
        return { kind: 'user', held: principal.scope === null ? held : held.intersection(principal.scope) };
      }
      case 'service':
        // What a program of a tenant may, it may there: `TenantAccess` is asked about that.
        return { kind: 'service', held: principal.tenantId === null ? principal.permissions : new Set() };
      case 'system':
        return { kind: 'system' };
    }
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

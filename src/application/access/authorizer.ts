import type { AuditTrail } from '#application/audit/audit-trail.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext, UserPrincipal } from '#application/shared/request-context.js';
import { type Asking, covers, mayDo, outranks } from '#domain/access/decision.js';
import { forbidden, stepUpRequired, unauthenticated } from '#domain/access/errors.js';
import { freshSeconds } from '#domain/access/freshness.js';
import type { Permission } from '#domain/access/permission.js';
import { assignRoles } from '#domain/access/permissions.js';
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

  async #askingOf({ principal }: RequestContext): Promise<Asking> {
    switch (principal?.kind) {
      case undefined:
        throw unauthenticated();
      case 'user':
        return { kind: 'user', held: await this.catalogue.permissionsOf(principal.roles) };
      case 'service':
        return { kind: 'service', held: principal.permissions };
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

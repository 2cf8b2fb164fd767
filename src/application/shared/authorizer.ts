import type { AuditTrail } from '#application/audit/audit-trail.js';
import { forbidden, unauthenticated } from '#domain/access/errors.js';
import type { Permission } from '#domain/access/permission.js';
import { covers } from '#domain/access/policies.js';
import { permissionsOf, type Role } from '#domain/access/role.js';
import type { Actor, RequestContext } from './request-context.js';

/** Decides what the actor may do, and puts refusals on record (ASVS 8.2.1, 16.3.2). */
export class Authorizer {
  constructor(private readonly auditTrail: AuditTrail) {}

  /** @throws AppError UNAUTHENTICATED for a visitor. */
  requireActor(context: RequestContext): Actor {
    if (context.actor === null) throw unauthenticated();
    return context.actor;
  }

  /** @throws AppError UNAUTHENTICATED, or FORBIDDEN without the permission. */
  async require(context: RequestContext, permission: Permission, targetId?: string): Promise<Actor> {
    const actor = this.requireActor(context);
    if (!permissionsOf(actor.roles).has(permission)) return this.#refuse(context, permission, targetId);
    return actor;
  }

  /** @throws AppError FORBIDDEN when `roles` carry a permission that the actor lacks. */
  async requireCover(context: RequestContext, roles: readonly Role[], targetId?: string): Promise<void> {
    const actor = this.requireActor(context);
    if (!covers(actor.roles, roles)) await this.#refuse(context, 'roles:exceed', targetId);
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

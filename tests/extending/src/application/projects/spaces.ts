import {
  type Authorizer,
  actorIdOf,
  type Permission,
  type RequestContext,
  type TenantAccess,
  type TenantId,
  type UserId,
} from 'gatehouse';
import { writeProjects } from '#domain/projects/permissions.js';

/** Each account has a space of its own: its projects belong to a tenant that has the id of the account. */
export function spaceOf(userId: UserId): TenantId {
  return userId as string as TenantId;
}

/** Where projects are: in the tenant that a request is about, or else in a space of one's own. */
export class Spaces {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly tenants: TenantAccess,
  ) {}

  /**
   * In a tenant its members read, and change what their roles there allow; what they may outside counts for nothing.
   * @throws AppError UNAUTHENTICATED, FORBIDDEN; TENANT_NOT_FOUND to those who do not belong to the tenant.
   */
  async require(
    context: RequestContext,
    permission: Permission,
    targetId?: string,
  ): Promise<{ readonly tenantId: TenantId; readonly ownerId: string }> {
    const { tenantId } = context;
    if (tenantId !== null) {
      await this.tenants.require(context, tenantId, permission === writeProjects ? 'projects:write' : null);
      return { tenantId, ownerId: actorIdOf(context) ?? tenantId };
    }
    await this.authorizer.require(context, permission, targetId);
    const { userId } = this.authorizer.requireUser(context);
    return { tenantId: spaceOf(userId), ownerId: userId };
  }
}

import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { builtIn, forbidden } from '#domain/access/errors.js';
import { TenantId } from '#domain/shared/ids.js';
import { parseAll } from '#domain/shared/validation.js';
import { tooManyTenantRoles } from '#domain/tenants/errors.js';
import type { TenantRoles } from '#domain/tenants/members.js';
import {
  isBuiltInName,
  parseTenantPermissions,
  parseTenantRoleDescription,
  parseTenantRoleName,
  tenantRolesMax,
} from '#domain/tenants/tenant-role.js';
import type { TenantChange } from './tenant-change.js';
import { type TenantRoleView, tenantRoleViewOf } from './tenant-role-view.js';

export interface CreateTenantRoleCommand {
  readonly id: string;
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly permissions: readonly string[];
}

export class CreateTenantRole {
  constructor(
    private readonly change: TenantChange,
    private readonly roles: TenantRoles,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError VALIDATION_ERROR, TENANT_NOT_FOUND, BUILT_IN, ROLE_TAKEN, TOO_MANY_ROLES; FORBIDDEN also for
   * permissions that one has not oneself.
   */
  async execute(command: CreateTenantRoleCommand, context: RequestContext): Promise<TenantRoleView> {
    const id = TenantId.parse(command.id);
    const parsed = parseAll({
      name: () => parseTenantRoleName(command.name),
      description: () => parseTenantRoleDescription(command.description ?? null),
      permissions: () => parseTenantPermissions(command.permissions),
    });
    return this.change.run(context, id, 'roles:write', async ({ tenant, actor }) => {
      if (isBuiltInName(parsed.name)) throw builtIn();
      if (!actor.coversPermissions(parsed.permissions)) throw forbidden();
      if ((await this.roles.list()).length >= tenantRolesMax) throw tooManyTenantRoles();
      const now = this.clock.now();
      const role = { ...parsed, createdAt: now, updatedAt: now };
      await this.roles.add(id, role);
      tenant.noteRole('created', role, now);
      return tenantRoleViewOf(role);
    });
  }
}

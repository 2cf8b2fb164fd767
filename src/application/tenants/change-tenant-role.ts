import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { builtIn, forbidden, roleNotFound } from '#domain/access/errors.js';
import { TenantId } from '#domain/shared/ids.js';
import type { TenantRoles } from '#domain/tenants/members.js';
import {
  isBuiltInName,
  parseTenantPermissions,
  parseTenantRoleDescription,
} from '#domain/tenants/tenant-role.js';
import type { TenantChange } from './tenant-change.js';
import { type TenantRoleView, tenantRoleViewOf } from './tenant-role-view.js';

export interface ChangeTenantRoleCommand {
  readonly id: string;
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly permissions?: readonly string[] | undefined;
}

export class ChangeTenantRole {
  constructor(
    private readonly change: TenantChange,
    private readonly roles: TenantRoles,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError VALIDATION_ERROR, TENANT_NOT_FOUND, ROLE_NOT_FOUND, BUILT_IN; FORBIDDEN also for a role, as it is or
   * as it is to be, with permissions that one has not oneself.
   */
  async execute(command: ChangeTenantRoleCommand, context: RequestContext): Promise<TenantRoleView> {
    const id = TenantId.parse(command.id);
    const { name, description, permissions } = command;
    const changes = {
      ...(description !== undefined && { description: parseTenantRoleDescription(description) }),
      ...(permissions !== undefined && { permissions: parseTenantPermissions(permissions) }),
    };
    return this.change.run(context, id, 'roles:write', async ({ tenant, actor }) => {
      if (isBuiltInName(name)) throw builtIn();
      const role = (await this.roles.list()).find((one) => one.name === name);
      if (role === undefined) throw roleNotFound();
      const touched = [...role.permissions, ...(changes.permissions ?? [])];
      if (!actor.coversPermissions(touched)) throw forbidden();
      const changed = { ...role, ...changes, updatedAt: this.clock.now() };
      await this.roles.save(changed);
      tenant.noteRole('changed', changed, changed.updatedAt);
      return tenantRoleViewOf(changed);
    });
  }
}

import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { builtIn, forbidden, roleInUse, roleNotFound } from '#domain/access/errors.js';
import { TenantId } from '#domain/shared/ids.js';
import type { Invitations, Members, TenantRoles } from '#domain/tenants/members.js';
import { isBuiltInName } from '#domain/tenants/tenant-role.js';
import type { TenantChange } from './tenant-change.js';

export interface DeleteTenantRoleCommand {
  readonly id: string;
  readonly name: string;
}

export class DeleteTenantRole {
  constructor(
    private readonly change: TenantChange,
    private readonly roles: TenantRoles,
    private readonly members: Members,
    private readonly invitations: Invitations,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError VALIDATION_ERROR, TENANT_NOT_FOUND, FORBIDDEN, ROLE_NOT_FOUND, BUILT_IN; ROLE_IN_USE also for one that
   * an invitation gives.
   */
  async execute({ id, name }: DeleteTenantRoleCommand, context: RequestContext): Promise<void> {
    await this.change.run(context, TenantId.parse(id), 'roles:write', async ({ tenant, actor }) => {
      if (isBuiltInName(name)) throw builtIn();
      const role = (await this.roles.list()).find((one) => one.name === name);
      if (role === undefined) throw roleNotFound();
      if (!actor.coversPermissions(role.permissions)) throw forbidden();
      const isHeld = (await this.members.countHolders(name)) > 0;
      if (isHeld || (await this.invitations.isGiven(name))) throw roleInUse();
      await this.roles.remove(name);
      tenant.noteRole('deleted', role, this.clock.now());
    });
  }
}

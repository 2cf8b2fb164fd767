import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { TenantChange } from '#application/tenants/tenant-change.js';
import { forbidden } from '#domain/access/errors.js';
import type { RolePermissions } from '#domain/access/role-permissions.js';
import { writeServiceAccounts } from '#domain/service-accounts/permissions.js';
import type { TenantId } from '#domain/shared/ids.js';
import { invalidField } from '#domain/shared/validation.js';
import { tenantPermissions } from '#domain/tenants/permissions.js';
import { parseTenantPermissions } from '#domain/tenants/tenant-role.js';

/** What whoever changes service accounts may give, in the place where the accounts are. */
export interface AccountPlace {
  /** Nobody hands out what they have not. @throws AppError FORBIDDEN; VALIDATION_ERROR for what is no permission there. */
  requireGranting(permissions: readonly string[]): Promise<void>;
  /** Of permissions that an account has already. @throws AppError FORBIDDEN. */
  requireCovering(permissions: readonly string[]): Promise<void>;
}

/** The house and its tenants: in each, whoever has `service_accounts:write` there changes its service accounts. */
export class AccountPlaces {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly change: TenantChange,
    private readonly builtIn: RolePermissions,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * A unit of work, in which who asks has what they have until it ends (ASVS 15.4.2).
   * @param tenantId null: the house.
   * @throws AppError FORBIDDEN; TENANT_NOT_FOUND to those who do not belong to it.
   */
  run<T>(
    context: RequestContext,
    tenantId: TenantId | null,
    work: (place: AccountPlace) => Promise<T>,
  ): Promise<T> {
    if (tenantId === null) {
      return this.unitOfWork.run(context, async () => {
        const actor = await this.authorizer.requireStill(context, writeServiceAccounts);
        return work({
          requireGranting: (permissions) => this.authorizer.requireGranting(actor, permissions),
          requireCovering: (permissions) => this.authorizer.requireCovering(actor, permissions),
        });
      });
    }
    const about = { ...context, tenantId };
    return this.change.run(
      about,
      tenantId,
      writeServiceAccounts.name as 'service_accounts:write',
      (scene) => {
        const requireCovering = async (permissions: readonly string[]) => {
          if (!scene.actor.coversPermissions(permissions)) throw forbidden();
        };
        return work({
          requireCovering,
          requireGranting: async (permissions) => {
            this.#requireOfTenants(permissions);
            await requireCovering(permissions);
          },
        });
      },
    );
  }

  /**
   * What not every user has in the house would be taken for that by whoever reads a token, and not which tenant it is for.
   */
  #requireOfTenants(permissions: readonly string[]): void {
    const everybodys = new Set([...tenantPermissions, ...this.builtIn.of(['user'])]);
    const foreign = parseTenantPermissions(permissions).find(
      (name) => this.builtIn.has(name) && !everybodys.has(name),
    );
    if (foreign !== undefined) {
      throw invalidField('permissions', `must name permissions in a tenant, and ${foreign} is none`);
    }
  }
}

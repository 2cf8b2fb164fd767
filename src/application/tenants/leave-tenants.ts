import type { Clock } from '#application/shared/clock.js';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { AccountFarewell } from '#application/users/account-removal.js';
import type { TenantId } from '#domain/shared/ids.js';
import { lastOwner } from '#domain/tenants/errors.js';
import type { Members } from '#domain/tenants/members.js';
import type { TenantRepository } from '#domain/tenants/tenant-repository.js';
import type { User } from '#domain/users/user.js';

/** Who deletes their account leaves every tenant, or cannot where they are the only owner. */
export class LeaveTenants implements AccountFarewell {
  constructor(
    private readonly tenants: TenantRepository,
    private readonly members: Members,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError LAST_OWNER. */
  async bid(user: User): Promise<void> {
    for (;;) {
      const [next] = await this.tenants.list(user.id, null, 1);
      if (next === undefined) return;
      await this.unitOfWork.scoped(next.id, systemContext, () => this.#leave(next.id, user));
    }
  }

  async #leave(tenantId: TenantId, { id }: User): Promise<void> {
    const tenant = await this.tenants.findByIdForUpdate(tenantId);
    const member = tenant && (await this.members.find(id));
    if (!tenant || !member) return;
    const isOwner = member.roles.includes('owner');
    if (isOwner && (await this.members.countHolders('owner')) === 1) throw lastOwner();
    await this.members.remove(id);
    tenant.noteGone(id, id, this.clock.now());
    await this.tenants.note(tenant);
  }
}

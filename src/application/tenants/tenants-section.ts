import { type DataExportSection, exportPageSize } from '#application/data-export/data-export-section.js';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { TenantId, UserId } from '#domain/shared/ids.js';
import type { Members } from '#domain/tenants/members.js';
import type { TenantRepository } from '#domain/tenants/tenant-repository.js';

/** Which tenants somebody is in, and as what. */
export class TenantsSection implements DataExportSection {
  readonly name = 'tenants';

  constructor(
    private readonly tenants: TenantRepository,
    private readonly members: Members,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async collect(userId: UserId): Promise<unknown> {
    const collected: unknown[] = [];
    for (let after: TenantId | null = null; ; ) {
      const page = await this.tenants.list(userId, after, exportPageSize);
      for (const { state } of page) {
        const member = await this.unitOfWork.scoped(state.id, systemContext, () => this.members.find(userId));
        const { id, name, slug } = state;
        collected.push({
          id,
          name: name.value,
          slug: slug.value,
          roles: member?.roles ?? [],
          joinedAt: member?.joinedAt ?? null,
        });
      }
      after = page.at(-1)?.id ?? null;
      if (page.length < exportPageSize) return collected;
    }
  }
}

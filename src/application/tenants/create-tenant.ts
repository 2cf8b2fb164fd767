import type { Authorizer } from '#application/access/authorizer.js';
import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { unauthenticated } from '#domain/access/errors.js';
import type { TenantId } from '#domain/shared/ids.js';
import { parseAll } from '#domain/shared/validation.js';
import { tooManyTenants } from '#domain/tenants/errors.js';
import type { Members } from '#domain/tenants/members.js';
import { createTenants } from '#domain/tenants/permissions.js';
import { Tenant } from '#domain/tenants/tenant.js';
import type { TenantRepository } from '#domain/tenants/tenant-repository.js';
import { TenantSlug } from '#domain/tenants/tenant-slug.js';
import { DisplayName } from '#domain/users/display-name.js';
import { parseMetadata } from '#domain/users/metadata.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { TenantSettings } from './tenant-settings.js';
import { type TenantView, viewOf } from './tenant-view.js';

export interface CreateTenantCommand {
  readonly name: string;
  readonly slug?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

export interface TenantStores {
  readonly tenants: TenantRepository;
  readonly members: Members;
  readonly users: UserRepository;
}

/** Who makes a tenant is its owner. */
export class CreateTenant {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly stores: TenantStores,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly settings: TenantSettings,
  ) {}

  /** @throws AppError VALIDATION_ERROR, FORBIDDEN, SLUG_TAKEN or TOO_MANY_TENANTS. */
  async execute(command: CreateTenantCommand, context: RequestContext): Promise<TenantView> {
    const { userId } = this.authorizer.requireSession(context);
    if (this.settings.creation === 'admins') await this.authorizer.require(context, createTenants);
    const id = this.ids.next() as TenantId;
    const parsed = parseAll({
      name: () => DisplayName.parse(command.name, 'name'),
      slug: () => (command.slug === undefined ? null : TenantSlug.parse(command.slug)),
      metadata: () => parseMetadata(command.metadata ?? {}),
    });
    const slug = parsed.slug ?? TenantSlug.of(parsed.name.value, id);
    const { tenants, members, users } = this.stores;
    return this.unitOfWork.scoped(id, context, async () => {
      // Locked, so that nobody outruns the limit.
      if ((await users.findByIdForUpdate(userId)) === null) throw unauthenticated();
      if ((await tenants.countOf(userId)) >= this.settings.maxPerUser) throw tooManyTenants();
      const now = this.clock.now();
      const tenant = Tenant.create({ ...parsed, id, slug }, now);
      tenant.noteJoined(userId, ['owner'], now);
      await tenants.add(tenant);
      await members.add({ tenantId: id, userId, roles: ['owner'], joinedAt: now });
      return viewOf(tenant);
    });
  }
}

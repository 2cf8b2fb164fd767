import type { Clock } from '#application/shared/clock.js';
import { type ExpectedVersions, requireVersion } from '#application/shared/expected-version.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { TenantId } from '#domain/shared/ids.js';
import { parseAll } from '#domain/shared/validation.js';
import type { TenantRepository } from '#domain/tenants/tenant-repository.js';
import { TenantSlug } from '#domain/tenants/tenant-slug.js';
import { DisplayName } from '#domain/users/display-name.js';
import { parseMetadata } from '#domain/users/metadata.js';
import type { TenantChange } from './tenant-change.js';
import { type TenantView, viewOf } from './tenant-view.js';

export interface ChangeTenantCommand {
  readonly id: string;
  readonly name?: string | undefined;
  readonly slug?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly expectedVersions: ExpectedVersions;
}

export class ChangeTenant {
  constructor(
    private readonly change: TenantChange,
    private readonly tenants: TenantRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError VALIDATION_ERROR, TENANT_NOT_FOUND, FORBIDDEN, VERSION_CONFLICT or SLUG_TAKEN. */
  async execute(command: ChangeTenantCommand, context: RequestContext): Promise<TenantView> {
    const id = TenantId.parse(command.id);
    const { name, slug, metadata } = command;
    const changes = parseAll({
      ...(name !== undefined && { name: () => DisplayName.parse(name, 'name') }),
      ...(slug !== undefined && { slug: () => TenantSlug.parse(slug) }),
      ...(metadata !== undefined && { metadata: () => parseMetadata(metadata) }),
    });
    return this.change.run(context, id, 'tenant:write', async ({ tenant }) => {
      const before = tenant.state;
      requireVersion(command.expectedVersions, before.version);
      tenant.change(changes, this.clock.now());
      if (tenant.state !== before) await this.tenants.save(tenant);
      return viewOf(tenant);
    });
  }
}

import type { RoleCatalogue } from '#application/access/role-catalogue.js';
import type { Logger } from '#application/shared/logger.js';
import type { Role } from '#domain/access/role.js';

/** Of the claim as JSON, in UTF-8. */
const maxBytes = 4096;

/** What access tokens tell other services of what their holder may do. */
export class TokenPermissions {
  constructor(
    private readonly catalogue: RoleCatalogue,
    private readonly logger: Logger,
    private readonly settings: { readonly hasPermissions: boolean },
  ) {}

  /** Sorted; null where tokens do not tell, or it would be too much to be sent with each request. */
  async of(roles: readonly Role[]): Promise<readonly string[] | null> {
    if (!this.settings.hasPermissions) return null;
    const permissions = [...(await this.catalogue.permissionsOf(roles))].sort();
    // Names are ASCII.
    const bytes = JSON.stringify(permissions).length;
    if (bytes <= maxBytes) return permissions;
    this.logger.warn('An access token is without its permissions, which are too many', { roles, bytes });
    return null;
  }
}

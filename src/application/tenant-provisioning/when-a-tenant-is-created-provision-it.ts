import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { Sagas } from '#application/sagas/sagas.js';
import { tenantCreated } from '#domain/tenants/events.js';
import { tenantProvisioning } from './tenant-provisioning.js';

export class WhenATenantIsCreatedProvisionIt implements Subscription {
  readonly name = 'tenant-provisioning';
  readonly description = 'Begins to make a new tenant known to other services.';
  readonly events = [tenantCreated];
  /** Those that there are already are not made known. */
  readonly start = 'now';
  readonly isTransactional = true;

  constructor(private readonly sagas: Sagas) {}

  async handle({ subjectId }: StoredEvent): Promise<void> {
    await this.sagas.start(tenantProvisioning, subjectId);
  }
}

import { PermanentFailure } from '#application/jobs/job.js';
import { defineSaga, type SagaDefinition, type SagaStepRun } from '#application/sagas/saga-definition.js';
import { type ServiceClient, ServiceRefusal } from '#application/shared/service-client.js';
import type { TenantId } from '#domain/shared/ids.js';
import { tenantProvisioningFailed, tenantReady } from '#domain/tenant-provisioning/events.js';
import type { TenantRepository } from '#domain/tenants/tenant-repository.js';

export const tenantProvisioning = 'tenant-provisioning';

/** Makes a tenant known to each of the services, or to none. */
export function provisionTenants(
  services: readonly string[],
  client: ServiceClient,
  tenants: TenantRepository,
): SagaDefinition {
  return defineSaga({
    name: tenantProvisioning,
    description: 'Makes a new tenant known to other services; to none where one of them refuses it.',
    onFailure: 'undo',
    steps: services.map((service) => ({
      name: service,
      do: (run) => provision(service, run, client, tenants),
      undo: (run) => withdraw(service, run, client),
    })),
    whenDone: ({ subjectId: tenantId }, at) => tenantReady(tenantId, { tenantId }, at),
    whenUndone: ({ subjectId: tenantId }, at) => tenantProvisioningFailed(tenantId, { tenantId }, at),
  });
}

/** As it is by now: it may have been renamed since it was made. */
async function provision(
  service: string,
  { subjectId, idempotencyKey }: SagaStepRun,
  client: ServiceClient,
  tenants: TenantRepository,
): Promise<'done'> {
  const tenant = await tenants.findById(subjectId as TenantId);
  if (tenant === null) throw new PermanentFailure('The tenant is deleted');
  const { id, name, slug } = tenant.state;
  const body = { id, name: name.value, slug: slug.value };
  try {
    await client.call(service, { method: 'PUT', path: pathOf(id), body, idempotencyKey, parse: () => null });
  } catch (error) {
    // Refused may be what the client repeated: asked once more, the step counts as tried before, and is taken back.
    const isFinal = error instanceof ServiceRefusal && !error.mayHaveHappened;
    throw isFinal ? new PermanentFailure(error.message, { cause: error }) : error;
  }
  return 'done';
}

async function withdraw(
  service: string,
  { subjectId, idempotencyKey }: SagaStepRun,
  client: ServiceClient,
): Promise<'done'> {
  try {
    await client.call(service, {
      method: 'DELETE',
      path: pathOf(subjectId),
      idempotencyKey,
      parse: () => null,
    });
  } catch (error) {
    if (!(error instanceof ServiceRefusal)) throw error;
    const isUnknownThere = error.status === 404 || error.status === 410;
    if (!isUnknownThere) throw new PermanentFailure(error.message, { cause: error });
  }
  return 'done';
}

function pathOf(tenantId: string): string {
  return `/gatehouse/tenants/${tenantId}`;
}

import {
  provisionTenants,
  tenantProvisioning as saga,
} from '#application/tenant-provisioning/tenant-provisioning.js';
import { WhenATenantIsCreatedProvisionIt } from '#application/tenant-provisioning/when-a-tenant-is-created-provision-it.js';
import * as events from '#domain/tenant-provisioning/events.js';
import { defineFeature } from '../define-feature.js';
import { defineSettings } from '../define-settings.js';
import { sagasTokens } from './sagas.tokens.js';
import { serviceClientTokens } from './service-client.tokens.js';
import { requireServices, serviceNames } from './service-names.js';
import { tenantsTokens } from './tenants.tokens.js';

const settings = defineSettings('Tenants elsewhere', {
  services: serviceNames(
    'TENANT_PROVISIONING',
    'Services that are told of each new tenant, in this order; when one refuses it, those before are told to forget it. Each is named in `SERVICES`.',
  ),
});

/** New tenants are made known to other services. */
export const tenantProvisioning = defineFeature({
  name: 'tenant-provisioning',
  settings: [settings],
  events: Object.values(events),

  bind(wiring) {
    const { services } = wiring.settings(settings);
    if (services.length === 0) return;
    const { client } = serviceClientTokens;
    wiring.contribute('saga', saga, (...parts) => provisionTenants(services, ...parts), [
      client,
      tenantsTokens.repository,
    ]);
    wiring.contribute(
      'subscription',
      'tenant-provisioning',
      (sagas) => new WhenATenantIsCreatedProvisionIt(sagas),
      [sagasTokens.sagas],
    );
    wiring.contribute(
      'first-start step',
      'services that are told of tenants',
      (called) => ({ run: async () => requireServices('TENANT_PROVISIONING', services, called) }),
      [client],
    );
  },
});

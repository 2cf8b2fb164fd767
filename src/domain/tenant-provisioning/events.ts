import { defineEvent } from '#domain/shared/domain-event.js';
import * as field from '#domain/shared/event-fields.js';

const of = { tenantId: field.id('The tenant.') };

export const tenantReady = defineEvent(
  'tenant.ready',
  1,
  'A tenant was made known to every service that has to know it.',
  of,
);
export const tenantProvisioningFailed = defineEvent(
  'tenant.provisioning_failed',
  1,
  'A service has refused a tenant, or was away for too long. Those that had it were told to forget it.',
  of,
);

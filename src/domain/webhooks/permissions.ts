import { definePermission } from '#domain/access/permission.js';

export const writeWebhooks = definePermission(
  'webhooks:write',
  'Register, change and delete webhooks, which are told of events, and see their deliveries.',
);

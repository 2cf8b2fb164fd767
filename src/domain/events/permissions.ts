import { definePermission } from '#domain/access/permission.js';

export const readEvents = definePermission('events:read', 'Read the log of events, of all accounts.');

export const manageEvents = definePermission(
  'events:manage',
  'See how far subscriptions have come, and have their dead letters tried again or given up.',
);

import { definePermission } from '#domain/access/permission.js';

export const readEvents = definePermission('events:read', 'Read the log of events, of all accounts.');

import { definePermission } from '#domain/access/permission.js';

export const revokeSessions = definePermission('sessions:revoke', "List and end other users' sessions.", [
  'moderator',
]);

import { definePermission } from '#domain/access/permission.js';

export const writeServiceAccounts = definePermission(
  'service_accounts:write',
  'List, make, change and delete service accounts and their keys, with no more than one may oneself.',
);

import { integer, oneOf } from '#infrastructure/configuration/setting.js';
import { defineSettings } from '../define-settings.js';

export const tenantSettings = defineSettings('Tenants', {
  creation: oneOf('TENANT_CREATION', ['anyone', 'admins'], {
    default: 'anyone',
    meaning: 'Who makes tenants: whoever is signed in, or those with the permission `tenants:create`.',
    example: 'admins',
  }),
  maxPerUser: integer('MAX_TENANTS_PER_USER', {
    from: 1,
    to: 10_000,
    default: 50,
    unit: 'tenants',
    meaning: 'Somebody who is in so many makes no more of them.',
    example: 5,
  }),
  maxMembers: integer('MAX_MEMBERS', {
    from: 1,
    to: 100_000,
    default: 1_000,
    unit: 'members',
    meaning: 'Members of one tenant, and invitations into it that are open.',
    example: 100,
  }),
  deletionDays: integer('TENANT_DELETION_DAYS', {
    from: 0,
    to: 3_650,
    default: 30,
    unit: 'd',
    meaning: 'After which what is kept of a deleted tenant is removed, and its slug is free again.',
    example: 7,
  }),
});

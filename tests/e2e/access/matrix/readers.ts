import { names, type Principal } from './cast.js';

const administrators: readonly Principal[] = ['admin', 'staleAdmin', 'program', 'fullKey'];
const has = (...more: readonly Principal[]) =>
  names.filter((name) => [...administrators, ...more].includes(name));
const programs: readonly Principal[] = ['program', 'idleProgram'];
const keys: readonly Principal[] = ['key', 'fullKey'];
const but = (...others: readonly Principal[]) =>
  names.filter((name) => !['visitor', ...others].includes(name));
const inTenant: readonly Principal[] = names.filter((name) =>
  ['member', 'tenantAdmin', 'tenantOwner', 'staleOwner', 'key', 'fullKey', 'impersonator'].includes(name),
);
const ownSession = but(...programs, ...keys, 'impersonator');
const tenantAdmins: readonly Principal[] = ['tenantAdmin', 'tenantOwner', 'staleOwner'];

/** Who is shown something of this sort, by whatever route; each of them all of its fields. */
export const readers: Readonly<Record<string, readonly Principal[]>> = {
  AccessToken: ownSession,
  ApiKey: but('staleOwner', 'idleProgram', 'key', 'impersonator'),
  AuditEntry: has(),
  CloudEvent: has(),
  // There is none.
  DeadLetter: [],
  Job: [],
  MachineToken: names.filter((name) => [...programs, ...keys, 'admin'].includes(name)),
  NewApiKey: but('staleOwner', 'idleProgram', 'key', 'impersonator'),
  Permission: has('moderator', 'key'),
  RecoveryCodes: [],
  Role: has('moderator', 'key'),
  // There is none.
  Saga: [],
  SecondFactors: ownSession,
  ServiceAccount: has(...tenantAdmins),
  Session: but('idleProgram', 'key', 'impersonator'),
  SignInsDay: has('moderator', 'key'),
  Subscription: has(),
  // At least those that they have made themselves.
  Tenant: but('idleProgram'),
  TenantInvitation: tenantAdmins,
  TenantMember: inTenant,
  TenantRole: inTenant,
  UserActivityDay: but('idleProgram'),
  Webhook: has(),
  WebhookDelivery: has(),
  WebhookWithSecret: has(...tenantAdmins),
};

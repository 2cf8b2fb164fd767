import { describe, expect, it } from 'vitest';
import { declaredRoutes } from '#composition/declared-routes.js';
import { FeatureSet } from '#composition/feature-set.js';
import { builtInFeatures } from '#composition/features.js';
import { fieldsOf } from '#presentation/http/openapi/field-access.js';
import { sessionsSchema } from '#presentation/http/v1/sessions/presenter.js';
import { ChangeMyAccountDto, PatchUserDto } from '#presentation/http/v1/users/dto.js';
import { sessionFields, userFields } from '#presentation/http/v1/users/field-access.js';
import { userSchema } from '#presentation/http/v1/users/user-presenter.js';
import { schemaOfDto } from '#presentation/http/validation/dto.js';

const namesOf = (schema: object) => Object.keys((schema as { properties: object }).properties).sort();
const writable = (by: 'ownerWrites' | 'othersWrite', isWanted: (told: string) => boolean) =>
  Object.keys(userFields)
    .filter((name) => isWanted(userFields[name]?.[by] ?? ''))
    .sort();

describe('the table of fields', () => {
  it('has what a user and a session show, and no more', () => {
    expect(Object.keys(userFields).sort()).toEqual(namesOf(userSchema));
    expect(Object.keys(sessionFields).sort()).toEqual(namesOf(sessionsSchema.items as object));
  });

  it('says of what the DTOs take who writes it', () => {
    expect(writable('ownerWrites', (told) => told === 'yes')).toEqual(
      namesOf(schemaOfDto(ChangeMyAccountDto)),
    );
    expect(writable('othersWrite', (told) => told !== '-')).toEqual(namesOf(schemaOfDto(PatchUserDto)));
  });
});

const session = "a session of one's own";
const freshSession = `${session}, fresh`;
const owner = 'the role owner in the tenant, fresh';
const keys = 'service_accounts:write, or the same in a tenant';
const webhooks = 'webhooks:write, or the same in a tenant';

/** Resource and fields, who reads them, and who writes them: what is in no row is in no answer. */
const stated: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  ['AccessToken', 'accessToken tokenType expiresIn', [session], []],
  ['ApiKey', 'id name permissions createdAt expiresAt lastUsedAt revokedAt', [session, keys], []],
  [
    'AuditEntry',
    'id occurredAt action outcome actorId targetId ip userAgent requestId details',
    ['audit:read'],
    [],
  ],
  [
    'CloudEvent',
    'specversion id source type subject time datacontenttype dataschema data sequence actorid tenantid requestid traceparent',
    ['events:read'],
    [],
  ],
  ['DeadLetter', 'event parkedAt attempts error isDue', ['events:manage'], []],
  ['Job', 'id queue state attempts maxAttempts priority createdAt runAt error', ['jobs:manage'], []],
  ['MachineToken', 'accessToken tokenType expiresIn', ['a key', 'users:impersonate, fresh'], []],
  ['NewApiKey', 'id createdAt lastUsedAt revokedAt key', [freshSession, keys], []],
  ['NewApiKey', 'name expiresAt', [freshSession, keys], [freshSession, keys]],
  ['NewApiKey', 'permissions', [freshSession, keys], [freshSession]],
  ['Permission', 'name description', ['roles:write', 'users:read'], ['roles:write']],
  ['Permission', 'isBuiltIn', ['roles:write', 'users:read'], []],
  ['RecoveryCodes', 'recoveryCodes', [session, freshSession], []],
  ['Role', 'name description permissions', ['roles:write, fresh', 'users:read'], ['roles:write, fresh']],
  ['Role', 'isBuiltIn createdAt updatedAt', ['roles:write, fresh', 'users:read'], []],
  ['Saga', 'id name version subjectId state isUndoing steps createdAt updatedAt', ['sagas:manage'], []],
  ['SecondFactors', 'factors recoveryCodesLeft', [session], []],
  ['ServiceAccount', 'id createdBy createdAt updatedAt', [keys], []],
  ['ServiceAccount', 'name permissions tenantId isActive', [keys], [keys]],
  ['Session', 'id createdAt lastUsedAt expiresAt ip userAgent isCurrent', [session, 'sessions:revoke'], []],
  ['SignInsDay', 'day signIns lockouts users', ['users:read'], []],
  [
    'Subscription',
    'name description position lag oldestUnhandledSeconds attempts retryAt error deadLetters',
    ['events:manage'],
    [],
  ],
  [
    'Tenant',
    'id createdAt updatedAt',
    [
      session,
      'a user, or tenants:read for all',
      'membership in the tenant',
      'tenant:write in the tenant',
      owner,
    ],
    [],
  ],
  [
    'Tenant',
    'name slug metadata',
    [
      session,
      'a user, or tenants:read for all',
      'membership in the tenant',
      'tenant:write in the tenant',
      owner,
    ],
    [session, 'tenant:write in the tenant'],
  ],
  ['TenantInvitation', 'id invitedBy createdAt expiresAt', ['members:write in the tenant', owner], []],
  [
    'TenantInvitation',
    'email roles',
    ['members:write in the tenant', owner],
    ['members:write in the tenant'],
  ],
  [
    'TenantMember',
    'userId email username displayName joinedAt',
    ['members:write in the tenant', 'membership in the tenant', owner],
    [],
  ],
  [
    'TenantMember',
    'roles',
    ['members:write in the tenant', 'membership in the tenant', owner],
    ['members:write in the tenant'],
  ],
  [
    'TenantRole',
    'name description permissions',
    ['membership in the tenant', 'roles:write in the tenant', owner],
    ['roles:write in the tenant'],
  ],
  [
    'TenantRole',
    'isBuiltIn createdAt updatedAt',
    ['membership in the tenant', 'roles:write in the tenant', owner],
    [],
  ],
  ['UserActivityDay', 'day signIns lockouts devices', ['users:read, or self'], []],
  ['Webhook', 'id tenantId createdBy createdAt updatedAt failingSince previousSecretUntil', [webhooks], []],
  ['Webhook', 'url types description isActive', [webhooks], [webhooks]],
  [
    'WebhookDelivery',
    'id eventId type cause status attempts nextAttemptAt lastAnswer createdAt',
    [webhooks],
    [],
  ],
  [
    'WebhookWithSecret',
    'id createdBy createdAt updatedAt failingSince previousSecretUntil secret',
    [webhooks],
    [],
  ],
  ['WebhookWithSecret', 'url types description isActive tenantId', [webhooks], [webhooks]],
];

describe('the fields of what is shown to those who are signed in', () => {
  it('are read and written by those whom the table states', async () => {
    const declared = fieldsOf(await declaredRoutes(new FeatureSet(builtInFeatures)));
    const flat = declared.flatMap(({ resource, fields }) =>
      Object.entries(fields).map(([name, { readBy, writtenBy }]) => [
        `${resource}.${name}`,
        readBy,
        writtenBy,
      ]),
    );
    const wanted = stated.flatMap(([resource, names, readBy, writtenBy]) =>
      names.split(' ').map((name) => [`${resource}.${name}`, [...readBy].sort(), [...writtenBy].sort()]),
    );
    const byName = ([one]: readonly unknown[], [other]: readonly unknown[]) =>
      String(one) < String(other) ? -1 : 1;
    expect(flat.sort(byName)).toEqual(wanted.sort(byName));
  });
});

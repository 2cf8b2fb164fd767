import { type DomainEvent, defineEvent } from '#domain/shared/domain-event.js';
import * as field from '#domain/shared/event-fields.js';
import type { AccountId, ServiceAccountId } from '#domain/shared/ids.js';

const owned = {
  tenantId: field.nullable(field.id('The tenant whose account it is; null for one of the whole service.')),
};
const named = {
  ...owned,
  name: field.text('Its name.'),
  permissions: field.texts('The names of its permissions.'),
};

const account = { affects: ({ subjectId }: { subjectId: string }) => [subjectId as ServiceAccountId] };

export const serviceAccountCreated = defineEvent(
  'service_account.created',
  1,
  'A service account was made.',
  named,
);
export const serviceAccountChanged = defineEvent(
  'service_account.changed',
  1,
  'The name, the permissions or the state of a service account was changed.',
  { ...named, isActive: field.flag('Whether its keys are accepted.') },
  account,
);
export const serviceAccountDeleted = defineEvent(
  'service_account.deleted',
  1,
  'A service account was deleted, with its keys.',
  owned,
  account,
);

/** One of the ids of its owner is null. */
const ofKey = {
  tenantId: field.nullable(
    field.id('The tenant whose service account has the key; null for all other keys.'),
  ),
  userId: field.nullable(field.id('The user whose key it is.')),
  serviceAccountId: field.nullable(field.id('The service account whose key it is.')),
  name: field.text('What the key is called.'),
};

type Owned = Readonly<Record<'userId' | 'serviceAccountId', string | null>>;

const owner = {
  affects: ({ payload: { userId, serviceAccountId } }: { payload: Owned } & Omit<DomainEvent, 'payload'>) =>
    [userId ?? serviceAccountId].filter((id) => id !== null) as AccountId[],
};

export const keyCreated = defineEvent('api_key.created', 1, 'A key was made.', ofKey, owner);
export const keyRotated = defineEvent(
  'api_key.rotated',
  1,
  'Another key takes the place of this one, which ends after a while.',
  { ...ofKey, endsAt: field.time('When the key ends.') },
  owner,
);
export const keyRevoked = defineEvent(
  'api_key.revoked',
  1,
  'A key was ended before its time.',
  { ...ofKey, reason: field.text('Why.') },
  owner,
);

export const userImpersonated = defineEvent(
  'user.impersonated',
  1,
  'Somebody got a token to act in the place of the user.',
  {
    impersonatorId: field.id('Who acts in the place of the user.'),
    reason: field.personal(field.text('Why, in their words.')),
  },
);

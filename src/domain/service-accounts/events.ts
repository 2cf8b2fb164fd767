import { type DomainEvent, defineEvent } from '#domain/shared/domain-event.js';
import type { AccountId, ServiceAccountId } from '#domain/shared/ids.js';

type Named = { name: string; permissions: readonly string[] };

const account = { affects: ({ subjectId }: { subjectId: string }) => [subjectId as ServiceAccountId] };

export const serviceAccountCreated = defineEvent<Named>(
  'service_account.created',
  1,
  'A service account was made.',
);
export const serviceAccountChanged = defineEvent<Named & { isActive: boolean }>(
  'service_account.changed',
  1,
  'The name, the permissions or the state of a service account was changed.',
  account,
);
export const serviceAccountDeleted = defineEvent<Record<string, never>>(
  'service_account.deleted',
  1,
  'A service account was deleted, with its keys.',
  account,
);

/** One of the two is null. */
type Owned = { userId: string | null; serviceAccountId: string | null; name: string };

const owner = {
  affects: ({ payload: { userId, serviceAccountId } }: Pick<DomainEvent<Owned>, 'payload'>) =>
    [userId ?? serviceAccountId].filter((id) => id !== null) as AccountId[],
};

export const keyCreated = defineEvent<Owned>('api_key.created', 1, 'A key was made.', owner);
export const keyRotated = defineEvent<Owned & { endsAt: string }>(
  'api_key.rotated',
  1,
  'Another key takes the place of this one, which ends after a while.',
  owner,
);
export const keyRevoked = defineEvent<Owned & { reason: string }>(
  'api_key.revoked',
  1,
  'A key was ended before its time.',
  owner,
);

export const userImpersonated = defineEvent<{ impersonatorId: string; reason: string }>(
  'user.impersonated',
  1,
  'Somebody got a token to act in the place of the user.',
);

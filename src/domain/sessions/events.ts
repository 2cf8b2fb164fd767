import { type DomainEvent, defineEvent } from '#domain/shared/domain-event.js';
import type { UserId } from '#domain/shared/ids.js';

const owner = {
  affects: ({ payload }: Pick<DomainEvent<{ userId: string }>, 'payload'>) => [payload.userId as UserId],
};

export const sessionOpened = defineEvent<{ userId: string }>('session.opened', 1, 'A session began.');
export const sessionProved = defineEvent<{ userId: string; amr: readonly string[] }>(
  'session.proved',
  1,
  'Within a session its user has shown again, or by one more factor, who they are.',
  owner,
);
export const sessionRevoked = defineEvent<{ userId: string; reason: string }>(
  'session.revoked',
  1,
  'A session ended before its time.',
  owner,
);
export const sessionExpired = defineEvent<{ userId: string }>(
  'session.expired',
  1,
  'A session was found to have passed its idle or absolute limit.',
  owner,
);
export const refreshTokenReuseDetected = defineEvent<{ userId: string }>(
  'session.refresh_token_reused',
  1,
  'A spent refresh token was presented, which suggests theft; the session was ended.',
  owner,
);

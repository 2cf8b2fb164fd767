import { type DomainEvent, defineEvent } from '#domain/shared/domain-event.js';
import * as field from '#domain/shared/event-fields.js';
import type { UserId } from '#domain/shared/ids.js';

const user = { userId: field.id('Whose session it is.') };
const owner = {
  affects: ({ payload }: Pick<DomainEvent<{ userId: string }>, 'payload'>) => [payload.userId as UserId],
};

export const sessionOpened = defineEvent('session.opened', 1, 'A session began.', user);
export const sessionProved = defineEvent(
  'session.proved',
  1,
  'Within a session its user has shown again, or by one more factor, who they are.',
  { ...user, amr: field.texts('How, in all of the session: authentication methods of RFC 8176.') },
  owner,
);
export const sessionRevoked = defineEvent(
  'session.revoked',
  1,
  'A session ended before its time.',
  { ...user, reason: field.text('Why, such as `logout`.') },
  owner,
);
export const sessionExpired = defineEvent(
  'session.expired',
  1,
  'A session was found to have passed its idle or absolute limit.',
  user,
  owner,
);
export const refreshTokenReuseDetected = defineEvent(
  'session.refresh_token_reused',
  1,
  'A spent refresh token was presented, which suggests theft; the session was ended.',
  user,
  owner,
);

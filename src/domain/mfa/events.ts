import { type DomainEvent, defineEvent } from '#domain/shared/domain-event.js';
import * as field from '#domain/shared/event-fields.js';
import type { UserId } from '#domain/shared/ids.js';

const user = { userId: field.id('Whose account it is.') };
const factor = { ...user, type: field.text('Which sort of factor, such as `totp`.') };

/** What is remembered of the owner may be wrong: whether a password alone will do. */
const owner = {
  affects: ({ payload }: Pick<DomainEvent<{ userId: string }>, 'payload'>) => [payload.userId as UserId],
};

export const factorAdded = defineEvent(
  'mfa.factor_added',
  1,
  'A second factor was confirmed, so that sign-in asks for one.',
  { ...factor, isFirst: field.flag('Whether there was none before.') },
  owner,
);
export const factorRemoved = defineEvent(
  'mfa.factor_removed',
  1,
  'A second factor was removed; after the last one the password alone signs in.',
  { ...factor, isLast: field.flag('Whether there is none now.') },
  owner,
);
export const recoveryCodesRenewed = defineEvent(
  'mfa.recovery_codes_renewed',
  1,
  'The recovery codes were replaced by new ones.',
  user,
  owner,
);
export const recoveryCodeUsed = defineEvent(
  'mfa.recovery_code_used',
  1,
  'A recovery code stood in for the second factor.',
  { ...user, left: field.integer('How many codes are left.') },
  owner,
);
export const challengeExhausted = defineEvent(
  'mfa.challenge_exhausted',
  1,
  'Somebody got past the first step of signing in, and has used up their tries at the second factor.',
  user,
);
export const resetByAdmin = defineEvent(
  'mfa.reset_by_admin',
  1,
  'An administrator took all second factors from an account.',
  user,
  owner,
);

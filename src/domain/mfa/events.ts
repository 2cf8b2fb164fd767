import { defineEvent, type EventPayload } from '#domain/shared/domain-event.js';
import type { UserId } from '#domain/shared/ids.js';

/** What is remembered of the owner may be wrong: whether a password alone will do. */
function event<Payload extends EventPayload & { readonly userId: string }>(
  name: string,
  version: number,
  description: string,
) {
  return defineEvent<Payload>(name, version, description, {
    affects: ({ payload }) => [payload.userId as UserId],
  });
}

export const factorAdded = event<{ userId: string; type: string; isFirst: boolean }>(
  'mfa.factor_added',
  1,
  'A second factor was confirmed, so that sign-in asks for one.',
);
export const factorRemoved = event<{ userId: string; type: string; isLast: boolean }>(
  'mfa.factor_removed',
  1,
  'A second factor was removed; after the last one the password alone signs in.',
);
export const recoveryCodesRenewed = event<{ userId: string }>(
  'mfa.recovery_codes_renewed',
  1,
  'The recovery codes were replaced by new ones.',
);
export const recoveryCodeUsed = event<{ userId: string; left: number }>(
  'mfa.recovery_code_used',
  1,
  'A recovery code stood in for the second factor.',
);
export const resetByAdmin = event<{ userId: string }>(
  'mfa.reset_by_admin',
  1,
  'An administrator took all second factors from an account.',
);

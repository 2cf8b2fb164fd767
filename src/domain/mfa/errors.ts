import { defineError } from '#domain/shared/app-error.js';

export const mfaRequired = defineError(
  'unauthenticated',
  'MFA_REQUIRED',
  'Send a code of your second factor with the token of the challenge: POST /api/v1/auth/mfa.',
);
export const mfaEnrollmentRequired = defineError(
  'unauthenticated',
  'MFA_ENROLLMENT_REQUIRED',
  'This account must have a second factor. Enrol one with the token of the challenge: POST /api/v1/auth/mfa/enroll.',
);
export const factorNotFound = defineError('not_found', 'FACTOR_NOT_FOUND', 'There is no such second factor.');
export const tooManyFactors = defineError(
  'conflict',
  'TOO_MANY_FACTORS',
  'There are as many second factors as one account may have. Remove one first.',
);

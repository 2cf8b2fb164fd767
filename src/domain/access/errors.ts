import { defineError } from '#domain/shared/app-error.js';

export const unauthenticated = defineError(
  'unauthenticated',
  'UNAUTHENTICATED',
  'Sign in and send the access token as a bearer token.',
);
export const stepUpRequired = defineError(
  'not_fresh',
  'STEP_UP_REQUIRED',
  'Prove again who you are: POST /api/v1/auth/step-up, and repeat the request with the access token that it gives.',
);
export const forbidden = defineError('forbidden', 'FORBIDDEN', 'You are not allowed to do this.');
export const builtIn = defineError('conflict', 'BUILT_IN', 'What is built in cannot be changed or deleted.');
export const roleNotFound = defineError('not_found', 'ROLE_NOT_FOUND', 'There is no such role.');
export const roleTaken = defineError('conflict', 'ROLE_TAKEN', 'There is a role of this name already.');
export const roleInUse = defineError(
  'conflict',
  'ROLE_IN_USE',
  'Somebody has this role. Take it from them first.',
);

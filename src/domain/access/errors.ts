import { defineError } from '#domain/shared/app-error.js';

export const unauthenticated = defineError(
  'unauthenticated',
  'UNAUTHENTICATED',
  'Sign in and send the access token as a bearer token.',
);
export const forbidden = defineError('forbidden', 'FORBIDDEN', 'You are not allowed to do this.');

import { defineEvent } from '#domain/shared/domain-event.js';

/** About an account; where nobody has the name that was guessed at, there is none. */
export const signInLocked = defineEvent(
  'auth.sign_in_locked',
  1,
  'Wrong passwords or codes for an account have locked sign-in, at least from where they came.',
  {},
);

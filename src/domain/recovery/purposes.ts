import { definePurpose } from '#domain/one-time-tokens/token-purpose.js';

/** By mail: whoever has it reads what is sent to the address. */
export const resetPassword = definePurpose('reset-password', 'address and password');

/** Instead of a session: whoever has it knows the password that somebody else has given. */
export const replaceGivenPassword = definePurpose('replace-given-password', 'address and password');

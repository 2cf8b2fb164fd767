import { definePurpose } from '#domain/one-time-tokens/token-purpose.js';

export const verifyEmail = definePurpose('verify-email', 'address');

/** Whoever has it reads what is sent to the new address; that the account is theirs, the request has shown. */
export const changeEmail = definePurpose('change-email', 'address and password');

/** Whoever has taken the account over knows the password and has the address, so that it depends on neither. */
export const revertEmail = definePurpose('revert-email', 'nothing');

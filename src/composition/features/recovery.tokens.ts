import type { PasswordLinks } from '#application/recovery/password-links.js';
import type { RequestPasswordReset } from '#application/recovery/request-password-reset.js';
import type { ResetPassword } from '#application/recovery/reset-password.js';
import type { Executes } from '#application/shared/use-case.js';
import { token } from '../token.js';

export const recoveryTokens = {
  passwordLinks: token<PasswordLinks>('recovery.passwordLinks'),
  requestPasswordReset: token<Executes<RequestPasswordReset>>('RequestPasswordReset'),
  resetPassword: token<Executes<ResetPassword>>('ResetPassword'),
};

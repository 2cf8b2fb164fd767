import { GivenPasswordPolicy } from '#application/recovery/given-password-policy.js';
import { resetPasswordMail, setPasswordMail } from '#application/recovery/mails.js';
import { PasswordLinks } from '#application/recovery/password-links.js';
import { RequestPasswordReset } from '#application/recovery/request-password-reset.js';
import { ResetPassword } from '#application/recovery/reset-password.js';
import { SendResetLink, sendResetLink } from '#application/recovery/send-reset-link.js';
import { WhenUserRegisteredSendInvitation } from '#application/recovery/when-user-registered-send-invitation.js';
import { passwordChangeRequired } from '#domain/recovery/errors.js';
import { RecoveryController } from '#presentation/http/v1/recovery/controller.js';
import { defineFeature } from '../define-feature.js';
import { platform } from '../platform/platform.tokens.js';
import { authTokens } from './auth.tokens.js';
import { mailTokens } from './mail.tokens.js';
import { mailRequestsTokens } from './mail-requests.tokens.js';
import { oneTimeTokensTokens } from './one-time-tokens.tokens.js';
import { recoverySettings } from './recovery.settings.js';
import { recoveryTokens } from './recovery.tokens.js';
import { sessionsTokens } from './sessions.tokens.js';
import { usersTokens } from './users.tokens.js';

/** Passwords that their owners do not know, or not alone: forgotten, given by others, not set yet. */
export const recovery = defineFeature({
  name: 'recovery',
  settings: [recoverySettings],
  errors: [passwordChangeRequired],
  mails: [resetPasswordMail, setPasswordMail],

  bind(wiring) {
    const { unitOfWork, clock } = platform;
    const { tokens } = oneTimeTokensTokens;
    const { passwordLinks, requestPasswordReset, resetPassword } = recoveryTokens;
    const users = usersTokens.repository;

    wiring.instance(passwordLinks, PasswordLinks, [tokens, mailTokens.links, recoverySettings.token]);
    wiring.command(requestPasswordReset, RequestPasswordReset, [mailRequestsTokens.requests]);
    wiring.command(resetPassword, ResetPassword, [
      tokens,
      usersTokens.newPasswords,
      authTokens.passwordHasher,
      users,
      sessionsTokens.termination,
      unitOfWork,
      clock,
    ]);
    wiring.controller(RecoveryController, { requestPasswordReset, resetPassword });
    wiring.contribute('job', sendResetLink.name, (...parts) => new SendResetLink(...parts), [
      mailRequestsTokens.requests,
      mailRequestsTokens.allowance,
      passwordLinks,
      mailTokens.mails,
    ]);
    wiring.contribute('sign-in policy', 'given passwords', (...parts) => new GivenPasswordPolicy(...parts), [
      tokens,
      users,
      unitOfWork,
      recoverySettings.token,
    ]);
    wiring.contribute(
      'subscription',
      'when-user-registered-send-invitation',
      (...parts) => new WhenUserRegisteredSendInvitation(...parts),
      [users, passwordLinks, mailTokens.mails],
    );
  },
});

import { AddressMails } from '#application/email-addresses/address-mails.js';
import { ChangeEmail } from '#application/email-addresses/change-email.js';
import * as mails from '#application/email-addresses/mails.js';
import { RequestEmailChange } from '#application/email-addresses/request-email-change.js';
import { RequestEmailVerification } from '#application/email-addresses/request-email-verification.js';
import { RevertEmail } from '#application/email-addresses/revert-email.js';
import { SendChangeLink, sendChangeLink } from '#application/email-addresses/send-change-link.js';
import {
  SendVerificationLink,
  sendVerificationLink,
} from '#application/email-addresses/send-verification-link.js';
import { VerifiedEmailPolicy } from '#application/email-addresses/verified-email-policy.js';
import { VerifyEmail } from '#application/email-addresses/verify-email.js';
import { WhenEmailChangedByOthersOfferWayBack } from '#application/email-addresses/when-email-changed-by-others-offer-way-back.js';
import { WhenUserRegisteredSendVerification } from '#application/email-addresses/when-user-registered-send-verification.js';
import { WithdrawChangesWithSessions } from '#application/email-addresses/withdraw-changes-with-sessions.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import { EmailAddressesController } from '#presentation/http/v1/email-addresses/controller.js';
import { contributed } from '../contributions.js';
import { defineFeature } from '../define-feature.js';
import { platform } from '../platform/platform.tokens.js';
import { accessTokens } from './access.tokens.js';
import { emailAddressSettings } from './email-addresses.settings.js';
import { emailAddressesTokens } from './email-addresses.tokens.js';
import { jobsTokens } from './jobs.tokens.js';
import { mailTokens } from './mail.tokens.js';
import { mailRequestsTokens } from './mail-requests.tokens.js';
import { oneTimeTokensTokens } from './one-time-tokens.tokens.js';
import { recoveryTokens } from './recovery.tokens.js';
import { sessionsTokens } from './sessions.tokens.js';
import { usersTokens } from './users.tokens.js';

const noMail =
  'EMAIL_VERIFICATION=required needs a mail server, or nobody who registers could sign in: set SMTP_URL';

/** Whose an address is: verifying it, changing it, and the way back. */
export const emailAddresses = defineFeature({
  name: 'email-addresses',
  settings: [emailAddressSettings],
  mails: Object.values(mails),

  bind(wiring) {
    const { unitOfWork, clock, cipher } = platform;
    const { tokens } = oneTimeTokensTokens;
    const { requestEmailVerification, verifyEmail, requestEmailChange, changeEmail, revertEmail } =
      emailAddressesTokens;
    const users = usersTokens.repository;
    const addressMails = emailAddressesTokens.mails;

    wiring.instance(addressMails, AddressMails, [
      tokens,
      mailRequestsTokens.allowance,
      mailTokens.mails,
      mailTokens.links,
      emailAddressSettings.token,
    ]);
    wiring.command(requestEmailVerification, RequestEmailVerification, [mailRequestsTokens.requests]);
    wiring.command(verifyEmail, VerifyEmail, [tokens, users, unitOfWork, clock, contributed.tokenRedeemers]);
    wiring.command(requestEmailChange, RequestEmailChange, [
      accessTokens.authorizer,
      users,
      tokens,
      jobsTokens.jobs,
      cipher,
      unitOfWork,
    ]);
    wiring.command(changeEmail, ChangeEmail, [tokens, users, addressMails, unitOfWork, clock]);
    wiring.command(revertEmail, RevertEmail, [
      tokens,
      users,
      sessionsTokens.termination,
      recoveryTokens.passwordLinks,
      mailTokens.mails,
      unitOfWork,
      clock,
    ]);
    wiring.controller(EmailAddressesController, {
      requestEmailVerification,
      verifyEmail,
      requestEmailChange,
      changeEmail,
      revertEmail,
    });

    wiring.contribute(
      'credential ending',
      'changes of address',
      (redeemed) => new WithdrawChangesWithSessions(redeemed),
      [tokens],
    );
    wiring.contribute('job', sendVerificationLink.name, (...parts) => new SendVerificationLink(...parts), [
      mailRequestsTokens.requests,
      addressMails,
    ]);
    wiring.contribute('job', sendChangeLink.name, (...parts) => new SendChangeLink(...parts), [
      users,
      tokens,
      addressMails,
      cipher,
      unitOfWork,
    ]);
    wiring.contribute(
      'sign-in policy',
      'verified addresses',
      (settings, isMailOn) => {
        if (settings.verification === 'required' && !isMailOn) throw new OperatorError(noMail);
        return new VerifiedEmailPolicy(settings);
      },
      [emailAddressSettings.token, mailTokens.isOn],
    );
    wiring.contribute(
      'subscription',
      'when-user-registered-send-verification',
      (...parts) => new WhenUserRegisteredSendVerification(...parts),
      [users, addressMails, emailAddressSettings.token],
    );
    wiring.contribute(
      'subscription',
      'when-email-changed-by-others-offer-way-back',
      (...parts) => new WhenEmailChangedByOthersOfferWayBack(...parts),
      [users, addressMails],
    );
  },
});

import type { AddressMails } from '#application/email-addresses/address-mails.js';
import type { ChangeEmail } from '#application/email-addresses/change-email.js';
import type { RequestEmailChange } from '#application/email-addresses/request-email-change.js';
import type { RequestEmailVerification } from '#application/email-addresses/request-email-verification.js';
import type { RevertEmail } from '#application/email-addresses/revert-email.js';
import type { VerifyEmail } from '#application/email-addresses/verify-email.js';
import type { Executes } from '#application/shared/use-case.js';
import { token } from '../token.js';

export const emailAddressesTokens = {
  mails: token<AddressMails>('emailAddresses.mails'),
  requestEmailVerification: token<Executes<RequestEmailVerification>>('RequestEmailVerification'),
  verifyEmail: token<Executes<VerifyEmail>>('VerifyEmail'),
  requestEmailChange: token<Executes<RequestEmailChange>>('RequestEmailChange'),
  changeEmail: token<Executes<ChangeEmail>>('ChangeEmail'),
  revertEmail: token<Executes<RevertEmail>>('RevertEmail'),
};

import type { Proof } from '#application/auth/proof.js';
import type { SignInPolicy } from '#application/auth/sign-in-policy.js';
import { emailNotVerified } from '#domain/auth/errors.js';
import type { EmailAddressSettings } from './email-address-settings.js';

/** Where that is required, nobody signs in who may have registered with the address of somebody else. */
export class VerifiedEmailPolicy implements SignInPolicy {
  readonly rank = 10;
  readonly errors = [emailNotVerified];

  constructor(private readonly settings: Pick<EmailAddressSettings, 'verification'>) {}

  /** @throws AppError EMAIL_NOT_VERIFIED. */
  async check({ user }: Proof): Promise<void> {
    if (this.settings.verification !== 'required') return;
    if (user.state.emailVerifiedAt === null) throw emailNotVerified();
  }
}

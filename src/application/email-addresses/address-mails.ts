import type { MailDefinition } from '#application/mail/mail.js';
import type { MailLinks, Mails } from '#application/mail/mails.js';
import type { MailAllowance } from '#application/mail-requests/mail-allowance.js';
import { recipientOf } from '#application/mail-requests/recipient.js';
import type { IssueOptions, OneTimeTokens } from '#application/one-time-tokens/one-time-tokens.js';
import { changeEmail, revertEmail, verifyEmail } from '#domain/email-addresses/purposes.js';
import type { TokenPurpose } from '#domain/one-time-tokens/token-purpose.js';
import type { Email } from '#domain/users/email.js';
import type { User } from '#domain/users/user.js';
import type { EmailAddressSettings } from './email-address-settings.js';
import { changeEmailMail, emailChangedMail, type LinkData, verifyEmailMail } from './mails.js';

/** Mails links about addresses, as a part of the unit of work in which the account is locked. */
export class AddressMails {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly allowance: MailAllowance,
    private readonly mails: Mails,
    private readonly links: MailLinks,
    private readonly settings: EmailAddressSettings,
  ) {}

  /** Verifies the address that the account has. Nothing where there is nothing to verify. */
  async verify(user: User): Promise<void> {
    const { email, emailVerifiedAt } = user.state;
    if (emailVerifiedAt !== null || !(await this.allowance.take(email))) return;
    const seconds = this.settings.verificationHours * 3_600;
    await this.#send(verifyEmailMail, verifyEmail, user, { seconds });
  }

  /** Makes this address the one of the account. */
  async confirm(user: User, email: Email): Promise<void> {
    if (!(await this.allowance.take(email))) return;
    const seconds = this.settings.changeHours * 3_600;
    await this.#send(changeEmailMail, changeEmail, user, { seconds, email });
  }

  /**
   * Tells whoever reads the address that the account had, and lets them have it back. Also where that address was never
   * verified: until the change they could have had the password reset. Not where the address that it has now is one to
   * which there was a way back: then that change is undone, by whomever, and must not be done again from where it led.
   * @param isBounded where anybody may have registered the old address, again and again.
   */
  async offerWayBack(user: User, email: Email, isBounded = false): Promise<void> {
    const undone = await this.tokens.withdraw(revertEmail, user, user.state.email);
    await this.tokens.discardDead(user, undone);
    if (undone !== null || (isBounded && !(await this.allowance.take(email)))) return;
    const seconds = this.settings.wayBackDays * 86_400;
    await this.#send(emailChangedMail, revertEmail, user, { seconds, email });
  }

  async #send(
    mail: MailDefinition<LinkData>,
    purpose: TokenPurpose,
    user: User,
    options: IssueOptions,
  ): Promise<void> {
    const token = await this.tokens.issue(purpose, user, options);
    const data = {
      username: user.state.username.value,
      link: this.links.to(purpose.name, token),
      seconds: options.seconds,
    };
    await this.mails.send(mail, recipientOf(user, options.email), data);
  }
}

import type { Mails } from '#application/mail/mails.js';
import { recipientOf } from '#application/mail-requests/recipient.js';
import type { OneTimeTokens } from '#application/one-time-tokens/one-time-tokens.js';
import type { PasswordLinks } from '#application/recovery/password-links.js';
import type { SessionTermination } from '#application/sessions/session-termination.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { revertEmail } from '#domain/email-addresses/purposes.js';
import { Email } from '#domain/users/email.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import { emailRevertedMail } from './mails.js';

export interface RevertEmailCommand {
  readonly token: string;
}

/** Gives the account back to whoever reads an address that it had. */
export class RevertEmail {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly users: UserRepository,
    private readonly sessions: SessionTermination,
    private readonly passwords: PasswordLinks,
    private readonly mails: Mails,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Whoever changed the address may know the password and be signed in: neither is good any more, and a link that sets
   * another password is mailed to the address. Ways back to addresses that the account had later are dead too, so that
   * they do not lead to whoever brought these in; those to earlier ones are not. What else ends with the sessions
   * (keys, trusted devices, second factors that came since the change) the features that keep it contribute.
   * @throws AppError TOKEN_INVALID; EMAIL_TAKEN, which leaves the token good, where another account was given the address
   * before there was this way back to it.
   */
  execute({ token }: RevertEmailCommand, context: RequestContext): Promise<void> {
    return this.unitOfWork.run(context, async () => {
      const { user, ...wayBack } = await this.tokens.redeem(token, revertEmail);
      user.takeBack(Email.rehydrate(wayBack.email as string), this.clock.now());
      await this.users.save(user);
      await this.sessions.endTaken(user.id, 'email_reverted', wayBack.issuedAt);
      await this.tokens.discardDead(user, wayBack);
      const link = await this.passwords.reset(user);
      const username = user.state.username.value;
      await this.mails.send(emailRevertedMail, recipientOf(user), { username, ...link });
    });
  }
}

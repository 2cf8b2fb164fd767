import type { MailLinks } from '#application/mail/mails.js';
import type { OneTimeTokens } from '#application/one-time-tokens/one-time-tokens.js';
import { resetPassword } from '#domain/recovery/purposes.js';
import type { User } from '#domain/users/user.js';

export interface RecoverySettings {
  readonly resetMinutes: number;
  readonly invitationDays: number;
  readonly givenPasswordMinutes: number;
}

export interface PasswordLink {
  readonly link: string;
  /** Until it expires. */
  readonly seconds: number;
}

/** Makes links that set a password, as a part of the unit of work in which the account is locked. @public */
export class PasswordLinks {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly links: MailLinks,
    private readonly settings: RecoverySettings,
  ) {}

  reset(user: User): Promise<PasswordLink> {
    return this.#make(user, 'reset-password', this.settings.resetMinutes * 60);
  }

  /** For somebody who has never had one. */
  invitation(user: User): Promise<PasswordLink> {
    return this.#make(user, 'set-password', this.settings.invitationDays * 86_400);
  }

  async #make(user: User, page: string, seconds: number): Promise<PasswordLink> {
    const token = await this.tokens.issue(resetPassword, user, { seconds });
    return { link: this.links.to(page, token), seconds };
  }
}

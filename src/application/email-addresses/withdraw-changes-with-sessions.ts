import type { OneTimeTokens } from '#application/one-time-tokens/one-time-tokens.js';
import type { CredentialEnding, SessionsEnd } from '#application/sessions/session-termination.js';
import { changeEmail } from '#domain/email-addresses/purposes.js';

/** Whoever ends all sessions is rid of what a stranger has asked for in one of them: the link is in the stranger's mailbox. */
export class WithdrawChangesWithSessions implements CredentialEnding {
  constructor(private readonly tokens: Pick<OneTimeTokens, 'withdraw'>) {}

  async sessionsEnd({ userId }: SessionsEnd): Promise<void> {
    await this.tokens.withdraw(changeEmail, { id: userId });
  }
}

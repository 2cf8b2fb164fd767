import type { CredentialEnding, SessionsEnd } from '#application/sessions/session-termination.js';
import type { SecondFactorsRepository } from '#domain/mfa/second-factors-repository.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { SecondFactorChange } from './second-factor-change.js';

/**
 * An account that was taken back keeps no second factor of whoever had it, which would keep its owner out, and trusts no
 * device. Those from before stay: a link in a mail does not take them.
 */
export class RemoveForeignFactors implements CredentialEnding {
  constructor(
    private readonly users: UserRepository,
    private readonly factors: SecondFactorsRepository,
    private readonly change: SecondFactorChange,
  ) {}

  async sessionsEnd({ userId, takenAt, at }: SessionsEnd): Promise<void> {
    if (takenAt === null) return;
    const user = await this.users.findByIdForUpdate(userId);
    if (user === null) return;
    const factors = await this.factors.find(userId);
    factors.removeSince(takenAt, at);
    await this.change.save(user, factors);
  }
}

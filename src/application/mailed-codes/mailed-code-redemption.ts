import type { Proof } from '#application/auth/proof.js';
import type { SessionTermination } from '#application/sessions/session-termination.js';
import type { Clock } from '#application/shared/clock.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { MailedCodeSecrets } from './mailed-code-secrets.js';
import type { CodeOwner } from './mailed-codes.js';

/** RFC 8176 §2. */
export const mailedCodeMethod = 'otp';

/** Spends what was mailed, for the proof that its owner reads it. */
export class MailedCodeRedemption {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionTermination,
    private readonly secrets: MailedCodeSecrets,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * What is spent stays spent, whatever still stands in the way of signing in.
   * @returns null where `consume` finds nothing, and where the account has another address or password by now.
   */
  redeem(consume: () => Promise<CodeOwner | null>, context: RequestContext): Promise<Proof | null> {
    return this.unitOfWork.run(context, async () => {
      const owner = await consume();
      const user = owner && (await this.users.findByIdForUpdate(owner.userId));
      if (user === null || this.secrets.accountDigest(user) !== owner?.accountDigest) return null;
      if (user.state.emailVerifiedAt === null) await this.#claim(user);
      return { user, verified: user.state.passwordHash, amr: [mailedCodeMethod] };
    });
  }

  /** Whoever registered an address that they do not read must not stay in (REG-14; arXiv 2205.10174). */
  async #claim(user: User): Promise<void> {
    const at = this.clock.now();
    user.verifyEmail(at);
    user.removePassword(at);
    await this.users.save(user);
    await this.sessions.endAll(user.id, 'password_changed');
  }
}

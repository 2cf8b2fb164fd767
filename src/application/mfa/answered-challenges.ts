import type { RequestContext } from '#application/shared/request-context.js';
import { challengeFailed, invalidCredentials } from '#domain/auth/errors.js';
import { isError } from '#domain/shared/app-error.js';
import type { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { ChallengeAlerts } from './challenge-alerts.js';
import type { Challenge, ChallengeKind, Challenges } from './challenges.js';
import type { CodeGuard } from './code-guard.js';
import type { MfaSecrets } from './mfa-secrets.js';

/** Bounds the guesses at one challenge, and by the lockout of the account those at all of them. */
export class AnsweredChallenges {
  constructor(
    private readonly challenges: Challenges,
    private readonly secrets: MfaSecrets,
    private readonly guard: CodeGuard,
    private readonly users: UserRepository,
    private readonly alerts: ChallengeAlerts,
  ) {}

  /** @throws AppError CHALLENGE_FAILED for one that is not open. */
  async find(token: string, kind: ChallengeKind): Promise<Challenge> {
    const challenge = await this.challenges.find(this.secrets.digestOf(token), kind);
    if (challenge === null) throw challengeFailed();
    return challenge;
  }

  /**
   * @param verify within a unit of work; null for a wrong answer.
   * @throws AppError CHALLENGE_FAILED for one that is not open, or no more after this answer; INVALID_CREDENTIALS for
   * another wrong one; LOGIN_LOCKED, OVERLOADED, or what `verify` throws.
   */
  async answer<T>(
    token: string,
    kind: ChallengeKind,
    context: RequestContext,
    verify: (challenge: Challenge) => Promise<T | null>,
  ): Promise<T> {
    const challenge = await this.challenges.take(this.secrets.digestOf(token), kind);
    if (challenge === null) throw challengeFailed();
    try {
      return await this.guard.judge(challenge.userId, context, () => verify(challenge));
    } catch (error) {
      const isOver = challenge.triesLeft === 0 && isError(error, invalidCredentials);
      if (!isOver) throw error;
      if (kind === 'mfa') await this.alerts.raise(challenge.userId, context);
      throw challengeFailed();
    }
  }

  /** Within a unit of work: the account, locked, as long as the challenge is about it. @throws AppError CHALLENGE_FAILED. */
  async claimant({ userId, passwordVersion }: Challenge): Promise<User> {
    const user = await this.users.findByIdForUpdate(userId);
    if (user?.state.passwordVersion !== passwordVersion) throw challengeFailed();
    return user;
  }

  /** Within a unit of work. @throws AppError CHALLENGE_FAILED where somebody else was faster. */
  async consume(token: string): Promise<void> {
    if (!(await this.challenges.consume(this.secrets.digestOf(token)))) throw challengeFailed();
  }
}

import type { Proof } from '#application/auth/proof.js';
import type { SignInPolicy } from '#application/auth/sign-in-policy.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { mfaEnrollmentRequired, mfaRequired } from '#domain/mfa/errors.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import { type ChallengeKind, type Challenges, challengeSeconds } from './challenges.js';
import type { DeviceTrust } from './device-trust.js';
import type { MfaSecrets } from './mfa-secrets.js';
import type { RequiredFactors } from './required-factors.js';

const factors = ['totp', 'recovery_code'];

/** Lets nobody in with one factor who has two, or has to have two. Costs nothing for all others. */
export class SecondFactorPolicy implements SignInPolicy {
  readonly rank = 30;
  readonly errors = [mfaRequired, mfaEnrollmentRequired];

  constructor(
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly challenges: Challenges,
    private readonly trust: DeviceTrust,
    private readonly secrets: MfaSecrets,
    private readonly required: RequiredFactors,
  ) {}

  /** @throws AppError MFA_REQUIRED or MFA_ENROLLMENT_REQUIRED, each with a challenge. */
  async check(proof: Proof, context: RequestContext): Promise<void> {
    if (proof.amr.includes('mfa')) return;
    if (proof.user.state.hasSecondFactor) {
      if (await this.trust.isTrusted(proof.user, proof.deviceToken)) return;
      throw mfaRequired({ challenge: { ...(await this.#challenge('mfa', proof, context)), factors } });
    }
    if (this.required.areMissing(proof.user.state)) {
      throw mfaEnrollmentRequired({ challenge: await this.#challenge('mfa_enrollment', proof, context) });
    }
  }

  async #challenge(kind: ChallengeKind, proof: Proof, context: RequestContext) {
    const { amr, audience = null } = proof;
    const { id: userId, passwordVersion } = proof.user.state;
    await this.#saveUpgrade(proof, context);
    const { value: token, hash } = this.secrets.newToken('challenge');
    await this.challenges.add(hash, { kind, userId, passwordVersion, amr, audience });
    return { token, expiresIn: challengeSeconds };
  }

  /** A hash that was found to be behind is replaced now: there is no password where the sign-in is completed. */
  async #saveUpgrade({ user, verified }: Proof, context: RequestContext): Promise<void> {
    if (user.state.passwordHash?.encoded === verified?.encoded) return;
    await this.unitOfWork.run(context, () => this.users.saveLogin(user, verified));
  }
}

import type { Proof } from '#application/auth/proof.js';
import type { SignInPolicy } from '#application/auth/sign-in-policy.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { mfaEnrollmentRequired, mfaRequired } from '#domain/mfa/errors.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import { type ChallengeKind, type Challenges, challengeSeconds } from './challenges.js';
import type { MfaSecrets } from './mfa-secrets.js';
import type { MfaSettings } from './mfa-settings.js';
import type { TrustedDevices } from './trusted-devices.js';

const factors = ['totp', 'recovery_code'];

/** Lets nobody in with one factor who has two, or has to have two. Costs nothing for all others. */
export class SecondFactorPolicy implements SignInPolicy {
  readonly rank = 30;
  readonly errors = [mfaRequired, mfaEnrollmentRequired];

  constructor(
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly challenges: Challenges,
    private readonly devices: TrustedDevices,
    private readonly secrets: MfaSecrets,
    private readonly settings: MfaSettings,
  ) {}

  /** @throws AppError MFA_REQUIRED or MFA_ENROLLMENT_REQUIRED, each with a challenge. */
  async check(proof: Proof, context: RequestContext): Promise<void> {
    if (proof.amr.includes('mfa')) return;
    const { hasSecondFactor, roles } = proof.user.state;
    if (hasSecondFactor) {
      if (await this.#isTrusted(proof)) return;
      throw mfaRequired({ challenge: { ...(await this.#challenge('mfa', proof, context)), factors } });
    }
    if (roles.some((role) => this.settings.requiredRoles.includes(role))) {
      throw mfaEnrollmentRequired({ challenge: await this.#challenge('mfa_enrollment', proof, context) });
    }
  }

  async #isTrusted({ user, deviceToken }: Proof): Promise<boolean> {
    if (deviceToken === undefined || this.settings.rememberDays === 0) return false;
    const { passwordVersion } = user.state;
    return this.devices.isTrusted(this.secrets.digestOf(deviceToken), { userId: user.id, passwordVersion });
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

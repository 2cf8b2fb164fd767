import type { Proof } from '#application/auth/proof.js';
import type { SignInPolicy } from '#application/auth/sign-in-policy.js';
import { mfaEnrollmentRequired, mfaRequired } from '#domain/mfa/errors.js';
import { type ChallengeKind, type Challenges, challengeSeconds } from './challenges.js';
import { credentialsOf } from './credentials.js';
import type { MfaSecrets } from './mfa-secrets.js';
import type { MfaSettings } from './mfa-settings.js';
import type { TrustedDevices } from './trusted-devices.js';

const factors = ['totp', 'recovery_code'];

/** Lets nobody in with one factor who has two, or has to have two. Costs nothing for all others. */
export class SecondFactorPolicy implements SignInPolicy {
  readonly rank = 30;

  constructor(
    private readonly challenges: Challenges,
    private readonly devices: TrustedDevices,
    private readonly secrets: MfaSecrets,
    private readonly settings: MfaSettings,
  ) {}

  /** @throws AppError MFA_REQUIRED or MFA_ENROLLMENT_REQUIRED, each with a challenge. */
  async check(proof: Proof): Promise<void> {
    if (proof.amr.includes('mfa')) return;
    const { hasSecondFactor, roles } = proof.user.state;
    if (hasSecondFactor) {
      if (await this.#isTrusted(proof)) return;
      throw mfaRequired({ challenge: { ...(await this.#challenge('mfa', proof)), factors } });
    }
    if (roles.some((role) => this.settings.requiredRoles.includes(role))) {
      throw mfaEnrollmentRequired({ challenge: await this.#challenge('mfa_enrollment', proof) });
    }
  }

  async #isTrusted({ user, verified, deviceToken }: Proof): Promise<boolean> {
    if (deviceToken === undefined || this.settings.rememberDays === 0) return false;
    const credentials = credentialsOf(verified, this.secrets);
    return this.devices.isTrusted(this.secrets.digestOf(deviceToken), { userId: user.id, credentials });
  }

  async #challenge(kind: ChallengeKind, { user, verified, amr }: Proof) {
    const { value: token, digest } = this.secrets.newToken('challenge');
    const credentials = credentialsOf(verified, this.secrets);
    await this.challenges.add(digest, { kind, userId: user.id, credentials, amr });
    return { token, expiresIn: challengeSeconds };
  }
}

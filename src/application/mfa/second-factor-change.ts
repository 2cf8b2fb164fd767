import type { Clock } from '#application/shared/clock.js';
import { recoveryCodeCount, type SecondFactors } from '#domain/mfa/second-factors.js';
import type { SecondFactorsRepository } from '#domain/mfa/second-factors-repository.js';
import type { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { MfaSecrets } from './mfa-secrets.js';
import type { TrustedDevices } from './trusted-devices.js';

/** Stores changed factors with what has to follow: what the account says of them, and the devices trusted by the old ones. */
export class SecondFactorChange {
  constructor(
    private readonly factors: SecondFactorsRepository,
    private readonly devices: TrustedDevices,
    private readonly users: UserRepository,
    private readonly secrets: MfaSecrets,
    private readonly clock: Clock,
  ) {}

  newRecoveryCodes(): { shown: readonly string[]; digests: readonly string[] } {
    const codes = Array.from({ length: recoveryCodeCount }, () => this.secrets.newRecoveryCode());
    return {
      shown: codes.map(({ shown }) => shown),
      digests: codes.map(({ value }) => this.secrets.digestOf(value)),
    };
  }

  /** Within a unit of work. @param user locked. */
  async save(user: User, factors: SecondFactors): Promise<void> {
    const before = user.state;
    await this.factors.save(factors);
    await this.devices.forgetAll(user.id);
    user.requireSecondFactor(factors.confirmed.length > 0, this.clock.now());
    if (user.state !== before) await this.users.save(user);
  }
}

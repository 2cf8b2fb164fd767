import type { Clock } from '#application/shared/clock.js';
import { RecoveryCode } from '#domain/mfa/recovery-code.js';
import type { SecondFactorsRepository } from '#domain/mfa/second-factors-repository.js';
import { TotpCode } from '#domain/mfa/totp-code.js';
import type { UserId } from '#domain/shared/ids.js';
import type { FactorSecrets } from './factor-secrets.js';
import type { MfaSecrets } from './mfa-secrets.js';
import type { Totp } from './totp.js';

/** What a factor in force adds to `amr` (RFC 8176 §2); a recovery code is no `otp` of its own. */
export const totpMethods = ['otp', 'mfa'] as const;
const recoveryMethods = ['mfa'] as const;

/** Looks at codes and spends them, so that none is good twice. */
export class SecondFactorCheck {
  constructor(
    private readonly factors: SecondFactorsRepository,
    private readonly totp: Totp,
    private readonly factorSecrets: FactorSecrets,
    private readonly secrets: MfaSecrets,
    private readonly clock: Clock,
  ) {}

  /** Within a unit of work. @returns names for `amr`, or null for a code that is wrong, or was used. */
  async spend(userId: UserId, code: TotpCode | RecoveryCode): Promise<readonly string[] | null> {
    if (code instanceof TotpCode) return (await this.#spendTotp(userId, code)) ? totpMethods : null;
    const digest = this.secrets.digestOf(code.value);
    const isSpent = await this.factors.spendRecoveryCode(userId, digest, this.clock.now());
    return isSpent ? recoveryMethods : null;
  }

  async #spendTotp(userId: UserId, code: TotpCode): Promise<boolean> {
    const at = this.clock.now();
    const { confirmed } = await this.factors.find(userId);
    for (const factor of confirmed) {
      const step = await this.totp.stepOf(code, this.factorSecrets.open({ ...factor, userId }), at);
      if (step !== null && (await this.factors.spendStep(factor.id, step, at))) return true;
    }
    return false;
  }
}

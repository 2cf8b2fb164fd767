import type { UserId } from '#domain/shared/ids.js';
import type { FactorId, SecondFactors } from './second-factors.js';

/** Stores second factors, under the same rules as `UserRepository`. */
export interface SecondFactorsRepository {
  /** Those of a user who has none, too. */
  find(userId: UserId): Promise<SecondFactors>;

  /**
   * Stores all of it; steps and times of use only for what is new. Whoever calls it has found it in a unit of work that
   * holds the user's row.
   */
  save(factors: SecondFactors): Promise<void>;

  /**
   * Notes that a code of this step was accepted, in one conditional statement, so that of several at the same time, on
   * whichever instances, one is true.
   * @returns false where a code of this step or of a later one was accepted before, or the factor is not in force (any more).
   */
  spendStep(id: FactorId, step: number, at: Date): Promise<boolean>;

  /**
   * Removes a recovery code, in one conditional statement, and appends `mfa.recovery_code_used`.
   * @param digest of the code.
   * @returns false where there is none such (any more).
   */
  spendRecoveryCode(userId: UserId, digest: string, at: Date): Promise<boolean>;
}

import type { TotpFactor } from '#domain/mfa/second-factors.js';
import type { SecondFactorsRepository } from '#domain/mfa/second-factors-repository.js';
import type { UserId } from '#domain/shared/ids.js';

export type FactorView = Pick<TotpFactor, 'id' | 'type' | 'name' | 'createdAt' | 'lastUsedAt'>;

export interface FactorsView {
  readonly factors: readonly FactorView[];
  readonly recoveryCodesLeft: number;
}

/** The factors in force, as their owner sees them: without anything secret. */
export class FactorOverview {
  constructor(private readonly factors: Pick<SecondFactorsRepository, 'find'>) {}

  async of(userId: UserId): Promise<FactorsView> {
    const { confirmed, state } = await this.factors.find(userId);
    return {
      factors: confirmed.map(({ id, type, name, createdAt, lastUsedAt }) => ({
        id,
        type,
        name,
        createdAt,
        lastUsedAt,
      })),
      recoveryCodesLeft: state.recoveryCodesLeft,
    };
  }
}

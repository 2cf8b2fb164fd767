import type { SealedFactor, SealedSecrets } from '#application/mfa/sealed-secrets.js';
import { recoveryCodeUsed } from '#domain/mfa/events.js';
import { type FactorId, SecondFactors, type TotpFactor } from '#domain/mfa/second-factors.js';
import type { SecondFactorsRepository } from '#domain/mfa/second-factors-repository.js';
import type { UserId } from '#domain/shared/ids.js';
import { userNotFound } from '#domain/users/errors.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import type { MemoryDatabase } from '../database.js';
import { userTable } from '../users/repository.js';
import { factorTable, recoveryCodeTable } from './tables.js';

export class MemorySecondFactorsRepository implements SecondFactorsRepository, SealedSecrets {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly events: EventAppender,
  ) {}

  async find(userId: UserId): Promise<SecondFactors> {
    const factors = this.#factors.where((row) => row.userId === userId);
    return SecondFactors.rehydrate({
      userId,
      factors: factors.map(({ userId: _, ...factor }) => factor).sort((a, b) => (a.id < b.id ? -1 : 1)),
      recoveryCodesLeft: this.#codesOf(userId).length,
    });
  }

  async save(secondFactors: SecondFactors): Promise<void> {
    const { userId, factors } = secondFactors.state;
    const kept = new Set(factors.map(({ id }) => id));
    this.database.write(() => {
      this.#factors.deleteWhere((row) => row.userId === userId && !kept.has(row.id));
      if (factors.length > 0 && this.database.table(userTable).get(userId) === undefined)
        throw userNotFound();
      for (const factor of factors) this.#factors.set(factor.id, { ...this.#sinceUsed(factor), userId });
      if (secondFactors.newRecoveryCodes === null) return;
      this.#codes.deleteWhere((row) => row.userId === userId);
      for (const digest of secondFactors.newRecoveryCodes) {
        this.#codes.set(`${userId}:${digest}`, { userId, digest });
      }
    });
    await this.events.append(secondFactors.pullEvents());
  }

  async spendStep(id: FactorId, step: number, at: Date): Promise<boolean> {
    return this.database.write(() => {
      const factor = this.#factors.get(id);
      if (!factor?.confirmedAt || (factor.lastStep ?? -1) >= step) return false;
      this.#factors.set(id, { ...factor, lastStep: step, lastUsedAt: at });
      return true;
    });
  }

  async spendRecoveryCode(userId: UserId, digest: string, at: Date): Promise<boolean> {
    const isSpent = this.database.write(() =>
      this.#codes.deleteWhere((row) => row.userId === userId && row.digest === digest),
    );
    if (isSpent === 0) return false;
    const left = this.#codesOf(userId).length;
    await this.events.append([recoveryCodeUsed(userId, { userId, left }, at)]);
    return true;
  }

  async list(after: string | null, limit: number): Promise<readonly SealedFactor[]> {
    const rows = this.#factors.where(({ id }) => after === null || id > after);
    return rows.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit);
  }

  async replace({ id, sealedSecret }: SealedFactor): Promise<void> {
    this.database.write(() => {
      const factor = this.#factors.get(id);
      if (factor !== undefined) this.#factors.set(id, { ...factor, sealedSecret });
    });
  }

  get #factors() {
    return this.database.table(factorTable);
  }

  get #codes() {
    return this.database.table(recoveryCodeTable);
  }

  #sinceUsed(factor: TotpFactor): TotpFactor {
    const { lastStep, lastUsedAt } = this.#factors.get(factor.id) ?? factor;
    return { ...factor, lastStep: lastStep ?? factor.lastStep, lastUsedAt };
  }

  #codesOf(userId: UserId) {
    return this.#codes.where((row) => row.userId === userId);
  }
}

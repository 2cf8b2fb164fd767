import { AggregateRoot } from '#domain/shared/aggregate-root.js';
import { parseId, type UserId } from '#domain/shared/ids.js';
import { factorNotFound, tooManyFactors } from './errors.js';
import { factorAdded, factorRemoved, recoveryCodesRenewed, resetByAdmin } from './events.js';

declare const brand: unique symbol;
export type FactorId = string & { readonly [brand]: 'FactorId' };

export const FactorId = {
  /** @throws AppError VALIDATION_ERROR when `raw` is not a UUID. */
  parse: (raw: string, field = 'id') => parseId(raw, field) as FactorId,
};

export const maxFactors = 5;
export const recoveryCodeCount = 10;

/** An authenticator app (RFC 6238). */
export interface TotpFactor {
  readonly id: FactorId;
  readonly type: 'totp';
  /** What its owner calls it. */
  readonly name: string | null;
  /** Encrypted, for this user and this factor. */
  readonly sealedSecret: string;
  readonly createdAt: Date;
  /** Null until its owner has shown a code of it: before that it is not in force. */
  readonly confirmedAt: Date | null;
  readonly lastUsedAt: Date | null;
  /** The latest time step of which a code was accepted; none up to it is accepted again (RFC 6238 §5.2). */
  readonly lastStep: number | null;
}

export interface SecondFactorsState {
  readonly userId: UserId;
  /** In the order of their making; at most one of them is not confirmed. */
  readonly factors: readonly TotpFactor[];
  readonly recoveryCodesLeft: number;
}

/** What one account proves itself with beside its password. A verb that changes nothing records nothing. */
export class SecondFactors extends AggregateRoot {
  #state: SecondFactorsState;
  #newRecoveryCodes: readonly string[] | null = null;

  private constructor(state: SecondFactorsState) {
    super();
    this.#state = state;
  }

  static rehydrate(state: SecondFactorsState): SecondFactors {
    return new SecondFactors(state);
  }

  get state(): SecondFactorsState {
    return this.#state;
  }

  get confirmed(): readonly TotpFactor[] {
    return this.#state.factors.filter(({ confirmedAt }) => confirmedAt !== null);
  }

  /** The one that is being enrolled. */
  get pending(): TotpFactor | null {
    return this.#state.factors.find(({ confirmedAt }) => confirmedAt === null) ?? null;
  }

  /** Digests of those that take the place of all that there were; null where they stay. */
  get newRecoveryCodes(): readonly string[] | null {
    return this.#newRecoveryCodes;
  }

  /** In place of one that was begun before. @throws AppError TOO_MANY_FACTORS. */
  begin(factor: Pick<TotpFactor, 'id' | 'name' | 'sealedSecret'>, at: Date): void {
    if (this.confirmed.length >= maxFactors) throw tooManyFactors();
    const begun = { ...factor, type: 'totp', createdAt: at } as const;
    this.#change({
      factors: [...this.confirmed, { ...begun, confirmedAt: null, lastUsedAt: null, lastStep: null }],
    });
  }

  /**
   * Puts the factor that is being enrolled in force, for which a code of this step was shown.
   * @param recoveryCodes digests, kept for the first factor only.
   * @returns whether it is the first.
   * @throws AppError FACTOR_NOT_FOUND.
   */
  confirm(id: FactorId, step: number, recoveryCodes: readonly string[], at: Date): boolean {
    const { pending, confirmed } = this;
    if (pending?.id !== id) throw factorNotFound();
    const isFirst = confirmed.length === 0;
    this.#change({ factors: [...confirmed, { ...pending, confirmedAt: at, lastStep: step }] });
    if (isFirst) this.#replaceRecoveryCodes(recoveryCodes);
    const { userId } = this.#state;
    this.record(factorAdded(id, { userId, type: pending.type, isFirst }, at));
    return isFirst;
  }

  /** With the last one its substitutes go, too. @throws AppError FACTOR_NOT_FOUND. */
  remove(id: FactorId, at: Date): void {
    const removed = this.confirmed.find((factor) => factor.id === id);
    if (removed === undefined) throw factorNotFound();
    this.#change({ factors: this.#state.factors.filter((factor) => factor !== removed) });
    const isLast = this.confirmed.length === 0;
    if (isLast) this.#replaceRecoveryCodes([]);
    this.record(factorRemoved(id, { userId: this.#state.userId, type: removed.type, isLast }, at));
  }

  /** @param recoveryCodes digests. @throws AppError FACTOR_NOT_FOUND where there is none that they could stand in for. */
  renewRecoveryCodes(recoveryCodes: readonly string[], at: Date): void {
    if (this.confirmed.length === 0) throw factorNotFound();
    this.#replaceRecoveryCodes(recoveryCodes);
    const { userId } = this.#state;
    this.record(recoveryCodesRenewed(userId, { userId }, at));
  }

  /** As an administrator does for somebody who has lost all of them. */
  reset(at: Date): void {
    const { userId, factors } = this.#state;
    if (factors.length === 0) return;
    this.#change({ factors: [] });
    this.#replaceRecoveryCodes([]);
    this.record(resetByAdmin(userId, { userId }, at));
  }

  /**
   * Those that came into force at that time or later, which are not the owner's; and with one of them the recovery
   * codes, which may not be either.
   */
  removeSince(takenAt: Date, at: Date): void {
    const removed = this.confirmed.filter(({ confirmedAt }) => (confirmedAt as Date) >= takenAt);
    for (const { id } of removed) this.remove(id, at);
    if (removed.length > 0) this.#replaceRecoveryCodes([]);
    if (this.pending !== null) this.#change({ factors: this.confirmed });
  }

  #replaceRecoveryCodes(digests: readonly string[]): void {
    this.#newRecoveryCodes = digests;
    this.#change({ recoveryCodesLeft: digests.length });
  }

  #change(change: Partial<SecondFactorsState>): void {
    this.#state = { ...this.#state, ...change };
  }
}

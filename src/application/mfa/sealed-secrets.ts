import type { TotpFactor } from '#domain/mfa/second-factors.js';
import type { UserId } from '#domain/shared/ids.js';

export type SealedFactor = Pick<TotpFactor, 'id' | 'sealedSecret'> & { readonly userId: UserId };

/** The secrets of all factors as they are stored, for whoever replaces the key that encrypts them. */
export interface SealedSecrets {
  /** At most `limit` of them, in the order of their ids, after this one. */
  list(after: string | null, limit: number): Promise<readonly SealedFactor[]>;
  /** Within a unit of work. */
  replace(factor: SealedFactor): Promise<void>;
}

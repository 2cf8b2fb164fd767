import type { Cipher } from '#application/shared/cipher.js';
import type { FactorId } from '#domain/mfa/second-factors.js';
import type { UserId } from '#domain/shared/ids.js';
import type { SealedFactor } from './sealed-secrets.js';

/** Keeps the secret of a factor such that it is of no use in another row (ASVS 11.3.3). */
export class FactorSecrets {
  constructor(private readonly cipher: Cipher) {}

  seal(secret: string, userId: UserId, id: FactorId): string {
    return this.cipher.encrypt(secret, contextOf(userId, id));
  }

  /** @throws Error where key, user or factor do not fit. */
  open({ id, userId, sealedSecret }: SealedFactor): string {
    return this.cipher.decrypt(sealedSecret, contextOf(userId, id));
  }
}

function contextOf(userId: UserId, id: FactorId): string {
  return `totp:${userId}:${id}`;
}

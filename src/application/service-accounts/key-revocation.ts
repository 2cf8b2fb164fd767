import type { Clock } from '#application/shared/clock.js';
import type { KeyOwner } from '#domain/service-accounts/api-key.js';
import type { ApiKeyRepository } from '#domain/service-accounts/api-key-repository.js';
import { keyNotFound } from '#domain/service-accounts/errors.js';
import type { ApiKeyId } from '#domain/shared/ids.js';

/** Ends keys, within a unit of work. */
export class KeyRevocation {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError KEY_NOT_FOUND also for another owner's, and for one that was revoked. */
  async revoke(id: ApiKeyId, owner: KeyOwner): Promise<void> {
    const key = await this.keys.findForUpdate(id, owner);
    if (key === null || key.state.revokedAt !== null) throw keyNotFound();
    key.revoke('revoked', this.clock.now());
    await this.keys.save(key);
  }
}

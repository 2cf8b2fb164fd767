import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { UserId } from '#domain/shared/ids.js';
import type { AccountCache } from './account-cache.js';
import type { InvalidationChannel } from './invalidation-channel.js';

/** Has every instance forget what a transaction changes. */
export class AccountInvalidation {
  constructor(
    private readonly cache: AccountCache,
    private readonly channel: InvalidationChannel,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Within the transaction. This instance forgets before whoever asked for the change has an answer, and also
   * when the transaction fails: a lost connection may leave it open whether it was committed.
   */
  async changed(userId: UserId): Promise<void> {
    await this.unitOfWork.afterCompletion(() => this.cache.evict(userId));
    await this.channel.publishChange(userId);
  }

  /** Within the transaction, or when it has been committed. */
  async loggedIn(userId: UserId, at: Date): Promise<void> {
    await this.unitOfWork.afterCompletion(async () => {
      await this.cache.recordLogin(userId, at);
      this.channel.publishLogin(userId, at);
    });
  }
}

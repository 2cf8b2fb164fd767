import type { AccountId } from '#domain/shared/ids.js';
import type { InvalidationChannel } from '../cache/invalidation-channel.js';

/** For one process that has its storage to itself: there is nobody to tell. */
export class MemoryInvalidationChannel implements InvalidationChannel {
  isTrusted(): boolean {
    return true;
  }

  async publish(_accounts: readonly AccountId[]): Promise<void> {}

  hint(_accounts: readonly AccountId[]): void {}

  start(): void {}

  async close(): Promise<void> {}
}

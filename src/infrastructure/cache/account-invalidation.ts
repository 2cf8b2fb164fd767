import type { EventCatalogue } from '#application/events/event-catalogue.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { DomainEvent } from '#domain/shared/domain-event.js';
import type { AccountId } from '#domain/shared/ids.js';
import type { AppendedEvents } from '../shared/appended-events.js';
import type { AccountCache } from './account-cache.js';
import type { InvalidationChannel } from './invalidation-channel.js';

/**
 * Has every instance forget the accounts that events affect. This one forgets when the unit of work has ended and
 * before whoever asked for it has an answer; also when it has failed, since a lost connection leaves it open whether
 * it was committed. To forget for nothing costs a reading.
 */
export class AccountInvalidation implements AppendedEvents {
  constructor(
    private readonly cache: AccountCache,
    private readonly channel: InvalidationChannel,
    private readonly unitOfWork: UnitOfWork,
    private readonly catalogue: Pick<EventCatalogue, 'find'>,
  ) {}

  async appended(events: readonly DomainEvent[]): Promise<void> {
    const changed = new Set<AccountId>();
    const hinted = new Set<AccountId>();
    for (const event of events) {
      const definition = this.catalogue.find(event);
      const accounts = definition?.isHint ? hinted : changed;
      for (const account of definition?.affects(event) ?? []) accounts.add(account);
    }
    const affected = [...changed.union(hinted)];
    if (affected.length === 0) return;
    await this.unitOfWork.afterCompletion(async () => {
      await this.cache.evict(affected);
      this.channel.hint([...hinted]);
    });
    if (changed.size > 0) await this.channel.publish([...changed]);
  }
}

import type { EventCatalogue } from '#application/events/event-catalogue.js';
import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { EventDescription } from '#domain/shared/domain-event.js';
import type { UserId } from '#domain/shared/ids.js';
import { keyCreated, keyRevoked } from './notice-mails.js';
import { circumstancesOf, type Notices } from './notices.js';

const mails = { 'api_key.created': keyCreated, 'api_key.revoked': keyRevoked };
const names = Object.keys(mails);

/** By the names of the events, so that there need be no keys. */
export class WhenPersonalKeysChangeTellTheOwner implements Subscription {
  readonly name = 'notices-of-personal-keys';
  readonly description = 'Mails the owner of an account when a personal key is made or revoked.';
  readonly events: readonly EventDescription[];
  readonly start = 'now';
  readonly isTransactional = true;

  constructor(
    catalogue: EventCatalogue,
    private readonly notices: Notices,
  ) {
    this.events = catalogue.all.filter(({ eventName }) => names.includes(eventName));
  }

  /** Keys that all end at once do so with a password that was reset, of which the owner is told in one message. */
  async handle(event: StoredEvent): Promise<void> {
    const { userId, name, reason = 'revoked' } = event.payload;
    if (typeof userId !== 'string' || reason !== 'revoked') return;
    const data = { ...circumstancesOf(event), name: String(name) };
    await this.notices.tell(userId as UserId, mails[event.name as keyof typeof mails], data);
  }
}

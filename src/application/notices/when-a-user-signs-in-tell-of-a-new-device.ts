import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';
import { userLoggedIn } from '#domain/users/events.js';
import type { Devices } from './devices.js';
import { newDevice } from './notice-mails.js';
import { circumstancesOf, type Notices } from './notices.js';

export class WhenAUserSignsInTellOfANewDevice implements Subscription {
  readonly name = 'notices-of-new-devices';
  readonly description = 'Mails the owner of an account when it is used on a new device.';
  readonly events = [userLoggedIn];
  readonly start = 'now';
  readonly isTransactional = true;

  constructor(
    private readonly devices: Devices,
    private readonly notices: Notices,
  ) {}

  handle(event: StoredEvent): Promise<void> {
    return this.handleAll([event]);
  }

  async handleAll(events: readonly StoredEvent[]): Promise<void> {
    const fresh = new Set(await this.devices.newAmong(events.map(sessionOf)));
    for (const event of events) {
      if (!fresh.has(sessionOf(event))) continue;
      await this.notices.tell(event.subjectId as UserId, newDevice, circumstancesOf(event));
    }
  }
}

function sessionOf({ payload }: StoredEvent): SessionId {
  return payload.sessionId as SessionId;
}

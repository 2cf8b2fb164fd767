import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import { countedDays, countedEvents } from './counted-days.js';
import type { SignInActivity } from './sign-in-activity.js';

/** Exactly once, even if it is made to handle again what it has counted. */
export class WhenSomebodySignsInCountIt implements Subscription {
  readonly name = 'sign-in-activity';
  readonly description = 'Counts sign-ins by user and day.';
  readonly events = countedEvents;
  readonly start = 'beginning';
  readonly isTransactional = true;

  constructor(private readonly activity: SignInActivity) {}

  handle(event: StoredEvent): Promise<void> {
    return this.handleAll([event]);
  }

  async handleAll(events: readonly StoredEvent[]): Promise<void> {
    const { generation, position } = await this.activity.hold();
    const fresh = events.filter((event) => event.position > position);
    const [first, last] = [fresh[0], fresh.at(-1)];
    if (first === undefined || last === undefined) return;
    await this.activity.add(generation, countedDays(fresh));
    await this.activity.move(first.position, last.position);
  }
}

import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';

/** Takes everything from the beginning and does nothing with it. */
export function aSubscription(traits: Partial<Subscription> = {}): Subscription {
  return {
    name: 'subscription',
    description: 'Of a test.',
    events: 'all',
    start: 'beginning',
    isTransactional: false,
    handle: async () => {},
    ...traits,
  };
}

/** A subscription that keeps what it is told. */
export class Recorder implements Subscription {
  readonly name: string;
  readonly description = 'Of a test.';
  readonly start = 'beginning';
  readonly recorded: StoredEvent[] = [];

  constructor(
    name = 'recorder',
    readonly events: Subscription['events'] = 'all',
    readonly isTransactional = false,
  ) {
    this.name = name;
  }

  async handle(event: StoredEvent): Promise<void> {
    this.recorded.push(event);
  }

  get ids(): string[] {
    return this.recorded.map(({ id }) => id);
  }
}

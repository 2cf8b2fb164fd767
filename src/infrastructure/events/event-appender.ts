import type { EventCatalogue } from '#application/events/event-catalogue.js';
import type { StoredEvent } from '#application/events/stored-event.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import { actorIdOf, impersonatedIn } from '#application/shared/request-context.js';
import type { DomainEvent } from '#domain/shared/domain-event.js';
import type { AppendedEvents } from '../shared/appended-events.js';
import type { CurrentTransaction, Transaction } from '../shared/transaction.js';
import type { EventSignal } from './event-signal.js';

/** Before the log has given it its place. */
export type NewEvent = Omit<StoredEvent, 'position'>;

/** Where events are stored, in the transaction that runs. */
export interface EventLog {
  /** @returns them in the same order, with their places. */
  append(events: readonly NewEvent[]): Promise<readonly StoredEvent[]>;
}

/** Appends events to the log in the transaction that caused them. @public */
export class EventAppender {
  constructor(
    private readonly log: EventLog,
    private readonly transaction: CurrentTransaction<Transaction>,
    private readonly ids: IdGenerator,
    private readonly catalogue: EventCatalogue,
    private readonly signal: EventSignal,
    private readonly listeners: readonly AppendedEvents[],
  ) {}

  /** @throws Error outside a unit of work, and for an event that no feature lists: nobody could be told of it. */
  async append(events: readonly DomainEvent[]): Promise<void> {
    if (events.length === 0) return;
    const transaction = this.transaction.require();
    const stored = await this.log.append(this.#withOrigin(events));
    transaction.afterCommit.push(() => this.signal.raise());
    for (const listener of this.listeners) await listener.appended(stored);
  }

  /** Their ids sort as the events happened, which ids made within one millisecond do not by themselves. */
  #withOrigin(events: readonly DomainEvent[]): NewEvent[] {
    const context = this.transaction.context();
    const { ip, userAgent, requestId, traceparent } = context;
    const impersonated = impersonatedIn(context);
    const ids = events.map(() => this.ids.next()).sort();
    return events.map((event, index) => {
      if (this.catalogue.find(event) === undefined) {
        throw new Error(`Event ${event.name} is not registered: list it in the manifest of its feature`);
      }
      const payload = impersonated === null ? event.payload : { ...event.payload, impersonated };
      const actorId = actorIdOf(context);
      return { ...event, payload, id: ids[index] as string, actorId, ip, userAgent, requestId, traceparent };
    });
  }
}

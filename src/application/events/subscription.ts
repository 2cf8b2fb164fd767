import type { EventDescription } from '#domain/shared/domain-event.js';
import type { StoredEvent } from './stored-event.js';

/**
 * A reaction to events that have been committed. It has a position of its own in the log: others neither wait
 * for it nor are repeated when it fails. It gets its events in the order of the log, one instance at a time.
 * One that fails is tried again, later and later, and holds up this subscription only; one that fails for good
 * is set aside as a dead letter. @public
 */
export interface Subscription {
  /** Its identity in the database: another name is another subscription, which begins anew. */
  readonly name: string;
  /** What it does, for whoever operates it. */
  readonly description: string;
  /**
   * What it is told of. It gets the versions that are listed and no others: one that is unknown becomes a dead
   * letter, to be retried when the service knows it. Who takes `all` takes them as data, whatever their version.
   */
  readonly events: 'all' | readonly EventDescription[];
  /** Where it begins when it is new: with all that the log still has, or with what happens from now on. */
  readonly start: 'beginning' | 'now';
  /**
   * True: `handle` runs in a unit of work, in which the position moves too. What it writes there is written
   * exactly once; it calls nobody outside, as that could not be taken back. False: the position moves when
   * `handle` has resolved. It may then see an event again, and tells by the event's id.
   */
  readonly isTransactional: boolean;
  handle(event: StoredEvent): Promise<void>;
  /** Where many cost little more than one. All of them or none: after a failure each goes to `handle`. */
  handleAll?(events: readonly StoredEvent[]): Promise<void>;
}

/** Names that may be part of a subscription's events, or null for all. @public */
export function eventNamesOf({ events }: Pick<Subscription, 'events'>): readonly string[] | null {
  return events === 'all' ? null : [...new Set(events.map(({ eventName }) => eventName))];
}

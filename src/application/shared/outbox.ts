import type { DomainEvent } from '#domain/shared/domain-event.js';

/** Who caused an event, and from where. */
export interface EventOrigin {
  readonly actorId: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
}

export interface StoredEvent extends DomainEvent, EventOrigin {
  /** The same at each delivery. */
  readonly id: string;
}

/** Reacts to an event that has been committed. It may see one more than once, and out of order. */
export interface EventHandler {
  handle(event: StoredEvent): Promise<void>;
  /** Where many cost little more than one. All of them or none: after a failure each goes to `handle`. */
  handleAll?(events: readonly StoredEvent[]): Promise<void>;
}

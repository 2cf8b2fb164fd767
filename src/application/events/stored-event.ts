import type { DomainEvent } from '#domain/shared/domain-event.js';

/** Who caused an event, and from where. */
export interface EventOrigin {
  readonly actorId: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
}

/** An event as it stands in the log. @public */
export interface StoredEvent extends DomainEvent, EventOrigin {
  /** The same each time that it is handed over. */
  readonly id: string;
  /** Its place in the log, from 1. Later ones of the same subject have a higher one; numbers may be left out. */
  readonly position: number;
}

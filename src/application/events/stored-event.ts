import type { DomainEvent } from '#domain/shared/domain-event.js';

/** An event as it stands in the log. @public */
export interface StoredEvent extends DomainEvent {
  /** The same each time that it is handed over. */
  readonly id: string;
  /** Its place in the log, from 1. Later ones of the same subject have a higher one; numbers may be left out. */
  readonly position: number;
  /** Who caused it, and from where. */
  readonly actorId: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  /** W3C Trace Context, of the request that caused it. */
  readonly traceparent: string | null;
}

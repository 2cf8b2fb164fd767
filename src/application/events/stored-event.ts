import type { DomainEvent } from '#domain/shared/domain-event.js';
import { isUuid, type TenantId } from '#domain/shared/ids.js';

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

/**
 * The tenant that an event is about, as its data says. Who caused it and where is not asked: what a member does to their
 * account, or an administrator to somebody else's, is no business of the tenant that they are in meanwhile. @public
 */
export function tenantOfEvent({ payload }: DomainEvent): TenantId | null {
  const { tenantId } = payload;
  return typeof tenantId === 'string' && isUuid(tenantId) ? (tenantId as TenantId) : null;
}

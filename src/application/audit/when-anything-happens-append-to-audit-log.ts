import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { AuditEntry } from '#domain/audit/audit-entry.js';
import type { AuditLog } from '#domain/audit/audit-log.js';

/** Every change of state is on record. */
export class WhenAnythingHappensAppendToAuditLog implements Subscription {
  readonly name = 'audit-log';
  readonly description = 'Puts every event on record.';
  readonly events = 'all';
  readonly start = 'beginning';
  readonly isTransactional = true;

  constructor(private readonly log: AuditLog) {}

  handle(event: StoredEvent): Promise<void> {
    return this.handleAll([event]);
  }

  handleAll(events: readonly StoredEvent[]): Promise<void> {
    return this.log.append(...events.map(entryOf));
  }
}

function entryOf(event: StoredEvent): AuditEntry {
  const { id, name, subjectId, occurredAt, payload, actorId, ip, userAgent, requestId } = event;
  // What happens to somebody's session happens to them: one look-up by user tells everything.
  const { userId: ownerId, ...rest } = payload;
  const isOwned = typeof ownerId === 'string';
  return {
    id,
    occurredAt,
    action: name,
    outcome: 'success',
    actorId,
    targetId: isOwned ? ownerId : subjectId,
    ip,
    userAgent,
    requestId,
    details: isOwned ? { ...rest, subjectId } : rest,
  };
}

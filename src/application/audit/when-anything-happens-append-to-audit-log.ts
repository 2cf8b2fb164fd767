import type { EventHandler, StoredEvent } from '#application/shared/outbox.js';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { AuditEntry } from '#domain/audit/audit-entry.js';
import type { AuditLog } from '#domain/audit/audit-log.js';

/** Every change of state is on record. The event's id makes a second delivery harmless. */
export class WhenAnythingHappensAppendToAuditLog implements EventHandler {
  constructor(
    private readonly log: AuditLog,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  handle(event: StoredEvent): Promise<void> {
    return this.handleAll([event]);
  }

  handleAll(events: readonly StoredEvent[]): Promise<void> {
    return this.unitOfWork.run(systemContext, () => this.log.append(...events.map(entryOf)));
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

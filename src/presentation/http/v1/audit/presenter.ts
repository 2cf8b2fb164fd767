import type { AuditEntry } from '#domain/audit/audit-entry.js';
import { instant, named, nullable, objectOf, text, uuid } from '../../routing/json-schema.js';

export const auditEntrySchema = named(
  'AuditEntry',
  objectOf({
    id: uuid,
    occurredAt: instant,
    action: { ...text, examples: ['user.registered'] },
    outcome: { type: 'string', enum: ['success', 'failure', 'denied'] },
    actorId: nullable(uuid),
    targetId: nullable(text),
    ip: nullable(text),
    userAgent: nullable(text),
    requestId: nullable(text),
    details: { type: 'object', additionalProperties: true, description: 'Depends on the action.' },
  }),
);

export function presentAuditEntry(entry: AuditEntry) {
  return {
    id: entry.id,
    occurredAt: entry.occurredAt.toISOString(),
    action: entry.action,
    outcome: entry.outcome,
    actorId: entry.actorId,
    targetId: entry.targetId,
    ip: entry.ip,
    userAgent: entry.userAgent,
    requestId: entry.requestId,
    details: entry.details,
  };
}

import type { AuditEntry, AuditOutcome } from '#domain/audit/audit-entry.js';
import type { UserId } from '#domain/shared/ids.js';
import type { AuditEntryRow } from './schema.js';

export function toRow(entry: AuditEntry): AuditEntryRow {
  return { ...entry, details: { ...entry.details } };
}

export function toDomain(row: AuditEntryRow): AuditEntry {
  return {
    id: row.id,
    occurredAt: row.occurredAt,
    action: row.action,
    outcome: row.outcome as AuditOutcome,
    actorId: row.actorId as UserId | null,
    targetId: row.targetId,
    ip: row.ip,
    userAgent: row.userAgent,
    requestId: row.requestId,
    details: row.details as AuditEntry['details'],
  };
}

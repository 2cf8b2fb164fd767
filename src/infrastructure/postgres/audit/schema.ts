import { EntitySchema } from 'typeorm';
import type { AuditEntry } from '#domain/audit/audit-entry.js';

export const auditEntrySchema = new EntitySchema<AuditEntry>({
  name: 'AuditEntry',
  tableName: 'audit_entries',
  columns: {
    id: { type: 'uuid', primary: true },
    occurredAt: { type: 'timestamptz', precision: 3, name: 'occurred_at' },
    action: { type: 'text' },
    outcome: { type: 'text' },
    actorId: { type: 'uuid', name: 'actor_id', nullable: true },
    targetId: { type: 'text', name: 'target_id', nullable: true },
    ip: { type: 'text', nullable: true },
    userAgent: { type: 'text', name: 'user_agent', nullable: true },
    requestId: { type: 'text', name: 'request_id', nullable: true },
    details: { type: 'jsonb' },
  },
});

import { EntitySchema } from 'typeorm';

export interface AuditEntryRow {
  id: string;
  occurredAt: Date;
  action: string;
  outcome: string;
  actorId: string | null;
  targetId: string | null;
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
  details: object;
}

export const auditEntrySchema = new EntitySchema<AuditEntryRow>({
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

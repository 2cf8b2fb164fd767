import type { AuditEntry } from '#domain/audit/audit-entry.js';
import { testIds } from '#testing/ids.js';

export function anAuditEntry(traits: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: testIds.next(),
    occurredAt: new Date('2026-03-02T08:00:00.789Z'),
    action: 'user.registered',
    outcome: 'success',
    actorId: null,
    targetId: null,
    ip: null,
    userAgent: null,
    requestId: null,
    details: {},
    ...traits,
  };
}

import { AuditTrail } from '#application/audit/audit-trail.js';
import { ReadAuditLog } from '#application/audit/read-audit-log.js';
import { WhenAnythingHappensAppendToAuditLog } from '#application/audit/when-anything-happens-append-to-audit-log.js';
import { tokens } from '../tokens.js';
import type { Wiring } from '../wiring.js';

export function auditModule(wiring: Wiring): void {
  const { audit, shared } = tokens;
  wiring.instance(audit.trail, AuditTrail, [audit.log, shared.unitOfWork, shared.ids, shared.clock]);
  wiring.instance(audit.readAuditLog, ReadAuditLog, [shared.authorizer, audit.queries]);
  wiring.instance(audit.appendToAuditLog, WhenAnythingHappensAppendToAuditLog, [audit.log]);
}

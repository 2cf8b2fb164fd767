import type { AuditQueries } from '#application/audit/audit-queries.js';
import type { AuditTrail } from '#application/audit/audit-trail.js';
import type { ReadAuditLog } from '#application/audit/read-audit-log.js';
import type { Executes } from '#application/shared/use-case.js';
import type { AuditLog } from '#domain/audit/audit-log.js';
import { token } from '../token.js';

export const auditTokens = {
  log: token<AuditLog>('audit.log'),
  queries: token<AuditQueries>('audit.queries'),
  trail: token<AuditTrail>('audit.trail'),
  readAuditLog: token<Executes<ReadAuditLog>>('ReadAuditLog'),
};

import { AuditSection } from '#application/audit/audit-section.js';
import { AuditTrail } from '#application/audit/audit-trail.js';
import { ReadAuditLog } from '#application/audit/read-audit-log.js';
import { WhenAnythingHappensAppendToAuditLog } from '#application/audit/when-anything-happens-append-to-audit-log.js';
import { readAudit } from '#domain/audit/permissions.js';
import { MemoryAuditLog } from '#infrastructure/memory/audit/log.js';
import { MemoryAuditQueries } from '#infrastructure/memory/audit/queries.js';
import { TypeOrmAuditLog } from '#infrastructure/postgres/audit/log.js';
import { TypeOrmAuditQueries } from '#infrastructure/postgres/audit/queries.js';
import { auditEntrySchema } from '#infrastructure/postgres/audit/schema.js';
import { AuditController } from '#presentation/http/v1/audit/controller.js';
import { defineFeature } from '../define-feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { accessTokens } from './access.tokens.js';
import { auditTokens } from './audit.tokens.js';

/** Who did what to whom: every event, and every refusal. */
export const audit = defineFeature({
  name: 'audit',
  permissions: [readAudit],
  tags: [{ name: 'audit', description: 'Who did what' }],
  entities: [auditEntrySchema],
  bind(wiring) {
    const { trail, log, queries, readAuditLog } = auditTokens;
    wiring.instance(trail, AuditTrail, [log, platform.unitOfWork, platform.ids, platform.clock]);
    wiring.query(readAuditLog, ReadAuditLog, [accessTokens.authorizer, queries]);
    wiring.controller(AuditController, { readAuditLog });
    wiring.contribute(
      'subscription',
      'audit-log',
      (entries) => new WhenAnythingHappensAppendToAuditLog(entries),
      [log],
    );
    wiring.contribute('data export section', 'auditEntries', (entries) => new AuditSection(entries), [
      queries,
    ]);
  },
  memory(wiring) {
    wiring.instance(auditTokens.log, MemoryAuditLog, [memoryTokens.database]);
    wiring.instance(auditTokens.queries, MemoryAuditQueries, [memoryTokens.database]);
  },
  postgres(wiring) {
    wiring.instance(auditTokens.log, TypeOrmAuditLog, [postgresTokens.database]);
    wiring.instance(auditTokens.queries, TypeOrmAuditQueries, [postgresTokens.database]);
  },
});

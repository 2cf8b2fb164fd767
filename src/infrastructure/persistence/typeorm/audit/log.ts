import type { AuditEntry } from '#domain/audit/audit-entry.js';
import type { AuditLog } from '#domain/audit/audit-log.js';
import type { Database } from '../database.js';
import { toRow } from './mapper.js';
import { auditEntrySchema } from './schema.js';

export class TypeOrmAuditLog implements AuditLog {
  constructor(private readonly database: Database) {}

  async append(entry: AuditEntry): Promise<void> {
    await this.database.write((manager) =>
      manager.createQueryBuilder().insert().into(auditEntrySchema).values(toRow(entry)).orIgnore().execute(),
    );
  }
}

import type { AuditEntry } from '#domain/audit/audit-entry.js';
import type { AuditLog } from '#domain/audit/audit-log.js';
import { columnsOf, recordset } from '../columns.js';
import type { Database } from '../database.js';
import { auditEntrySchema } from './schema.js';

export class TypeOrmAuditLog implements AuditLog {
  constructor(private readonly database: Database) {}

  async append(...entries: readonly AuditEntry[]): Promise<void> {
    await this.database.write((manager) => manager.query(insertEntries, [JSON.stringify(entries)]));
  }
}

const { columns, values, from } = recordset(auditEntrySchema, columnsOf(auditEntrySchema), '$1');
const insertEntries = `INSERT INTO audit_entries (${columns}) SELECT ${values} FROM ${from} ON CONFLICT DO NOTHING`;

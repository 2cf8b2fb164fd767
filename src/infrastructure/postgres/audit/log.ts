import type { AuditEntry } from '#domain/audit/audit-entry.js';
import type { AuditLog } from '#domain/audit/audit-log.js';
import { recordset } from '../columns.js';
import type { Database } from '../database.js';
import { toRow } from './mapper.js';
import { type AuditEntryRow, auditEntrySchema } from './schema.js';

export class TypeOrmAuditLog implements AuditLog {
  constructor(private readonly database: Database) {}

  async append(...entries: readonly AuditEntry[]): Promise<void> {
    const rows = JSON.stringify(entries.map(toRow));
    await this.database.write((manager) => manager.query(insertEntries, [rows]));
  }
}

const allColumns = Object.keys(auditEntrySchema.options.columns) as (keyof AuditEntryRow)[];
const { columns, values, from } = recordset(auditEntrySchema, allColumns, '$1');
const insertEntries = `INSERT INTO audit_entries (${columns}) SELECT ${values} FROM ${from} ON CONFLICT DO NOTHING`;

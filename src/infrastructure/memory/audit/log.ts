import type { AuditEntry } from '#domain/audit/audit-entry.js';
import type { AuditLog } from '#domain/audit/audit-log.js';
import type { MemoryDatabase } from '../database.js';
import { defineMemoryTable } from '../table-definition.js';

export const auditEntryTable = defineMemoryTable<AuditEntry>('audit entries');

export class MemoryAuditLog implements AuditLog {
  constructor(private readonly database: MemoryDatabase) {}

  async append(...entries: readonly AuditEntry[]): Promise<void> {
    const stored = this.database.table(auditEntryTable);
    this.database.write(() => {
      for (const entry of entries) if (stored.get(entry.id) === undefined) stored.set(entry.id, entry);
    });
  }
}

import type { AuditEntry } from '#domain/audit/audit-entry.js';
import type { AuditLog } from '#domain/audit/audit-log.js';
import type { MemoryDatabase } from '../database.js';
import { auditEntryTable } from './table.js';

export class MemoryAuditLog implements AuditLog {
  constructor(private readonly database: MemoryDatabase) {}

  async append(...entries: readonly AuditEntry[]): Promise<void> {
    this.database.write(() => {
      for (const entry of entries) {
        const isKnown = this.database.table(auditEntryTable).get(entry.id) !== undefined;
        if (!isKnown) this.database.table(auditEntryTable).set(entry.id, entry);
      }
    });
  }
}

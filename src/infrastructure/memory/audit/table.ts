import type { AuditEntry } from '#domain/audit/audit-entry.js';
import { defineMemoryTable } from '../table-definition.js';

export const auditEntryTable = defineMemoryTable<AuditEntry>('audit entries');

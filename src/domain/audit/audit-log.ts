import type { AuditEntry } from './audit-entry.js';

export interface AuditLog {
  /** Appends it, once per id, in a unit of work. */
  append(entry: AuditEntry): Promise<void>;
}

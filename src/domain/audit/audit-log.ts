import type { AuditEntry } from './audit-entry.js';

export interface AuditLog {
  /** Appends them, once per id, in a unit of work. */
  append(...entries: readonly AuditEntry[]): Promise<void>;
}

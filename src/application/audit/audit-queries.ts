import type { CursorPage } from '#application/shared/pages.js';
import type { AuditEntry } from '#domain/audit/audit-entry.js';

export interface AuditFilter {
  readonly actor?: string;
  readonly target?: string;
  readonly action?: string;
  /** Inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
}

export interface AuditQueries {
  /** Newest first, at most `limit` (>= 1) entries after the one whose id is `after`. */
  list(filter: AuditFilter, after: string | null, limit: number): Promise<CursorPage<AuditEntry>>;
}

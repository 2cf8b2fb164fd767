import type { AuditFilter, AuditQueries } from '#application/audit/audit-queries.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { AuditEntry } from '#domain/audit/audit-entry.js';
import { pageById } from '#infrastructure/shared/id-pages.js';
import { checkAuditActor, checkAuditCursor, foreignAuditCursor } from '../../shared/audit/audit-filter.js';
import { byText } from '../collation.js';
import type { MemoryDatabase } from '../database.js';
import { auditEntryTable } from './log.js';

export class MemoryAuditQueries implements AuditQueries {
  constructor(private readonly database: MemoryDatabase) {}

  async list(filter: AuditFilter, after: string | null, limit: number): Promise<CursorPage<AuditEntry>> {
    checkAuditActor(filter.actor);
    if (after !== null) checkAuditCursor(after);
    const table = this.database.table(auditEntryTable);
    const last = after === null ? null : table.get(after);
    if (last === undefined) throw foreignAuditCursor();
    const entries = table
      .where((entry) => matches(entry, filter) && (last === null || newestFirst(entry, last) > 0))
      .sort(newestFirst);
    return pageById(entries, limit);
  }
}

function matches(entry: AuditEntry, { actor, target, action, from, to }: AuditFilter): boolean {
  return (
    (actor === undefined || entry.actorId === actor) &&
    (target === undefined || entry.targetId === target) &&
    (action === undefined || entry.action === action) &&
    (from === undefined || entry.occurredAt >= from) &&
    (to === undefined || entry.occurredAt < to)
  );
}

function newestFirst(left: AuditEntry, right: AuditEntry): number {
  return right.occurredAt.getTime() - left.occurredAt.getTime() || byText(right.id, left.id);
}

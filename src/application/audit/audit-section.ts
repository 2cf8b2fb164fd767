import {
  allPages,
  type DataExportSection,
  exportPageSize,
} from '#application/data-export/data-export-section.js';
import type { AuditEntry } from '#domain/audit/audit-entry.js';
import type { UserId } from '#domain/shared/ids.js';
import type { AuditFilter, AuditQueries } from './audit-queries.js';

/** Every event and every refusal about somebody, or of their doing. */
export class AuditSection implements DataExportSection {
  readonly name = 'auditEntries';

  constructor(private readonly queries: AuditQueries) {}

  async collect(userId: UserId): Promise<unknown> {
    const list = (filter: AuditFilter) =>
      allPages((cursor) => this.queries.list(filter, cursor, exportPageSize));
    const about = await list({ target: userId });
    const by = (await list({ actor: userId })).filter(({ targetId }) => targetId !== userId);
    return { about: about.map(withoutOthers(userId)), by: by.map(withoutDetails) };
  }
}

/** Where somebody else did it, whence they did is theirs to know. */
function withoutOthers(userId: UserId) {
  return ({ ip, userAgent, ...entry }: AuditEntry) =>
    entry.actorId === null || entry.actorId === userId ? { ...entry, ip, userAgent } : entry;
}

/** Those are about somebody else. */
function withoutDetails({ details: _, ...entry }: AuditEntry) {
  return entry;
}

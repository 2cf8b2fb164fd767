import type { EntityManager } from 'typeorm';
import type { AuditFilter, AuditQueries } from '#application/audit/audit-queries.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { AuditEntry } from '#domain/audit/audit-entry.js';
import { pageById } from '#infrastructure/shared/id-pages.js';
import { checkAuditActor, checkAuditCursor, foreignAuditCursor } from '../../shared/audit/audit-filter.js';
import type { Database } from '../database.js';
import { auditEntrySchema } from './schema.js';

export class TypeOrmAuditQueries implements AuditQueries {
  constructor(private readonly database: Database) {}

  async list(filter: AuditFilter, after: string | null, limit: number): Promise<CursorPage<AuditEntry>> {
    checkAuditActor(filter.actor);
    const last = after === null ? null : await this.#find(after);
    const rows = await this.database.read((manager) => page(manager, filter, last, limit + 1));
    return pageById(rows, limit);
  }

  async #find(id: string): Promise<AuditEntry> {
    checkAuditCursor(id);
    const row = await this.database.read((manager) => manager.findOneBy(auditEntrySchema, { id }));
    if (row === null) throw foreignAuditCursor();
    return row;
  }
}

function page(
  manager: EntityManager,
  { actor, target, action, from, to }: AuditFilter,
  after: AuditEntry | null,
  limit: number,
): Promise<AuditEntry[]> {
  const query = manager
    .createQueryBuilder(auditEntrySchema, 'entry')
    .orderBy('entry.occurredAt', 'DESC')
    .addOrderBy('entry.id', 'DESC')
    .limit(limit);
  if (actor !== undefined) query.andWhere('entry.actorId = :actor', { actor });
  if (target !== undefined) query.andWhere('entry.targetId = :target', { target });
  if (action !== undefined) query.andWhere('entry.action = :action', { action });
  if (from !== undefined) query.andWhere('entry.occurredAt >= :from', { from });
  if (to !== undefined) query.andWhere('entry.occurredAt < :to', { to });
  if (after !== null) {
    query.andWhere('(entry.occurredAt, entry.id) < (:afterTime, :afterId)', {
      afterTime: after.occurredAt,
      afterId: after.id,
    });
  }
  return query.getMany();
}

import type { Authorizer } from '#application/access/authorizer.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { AuditEntry } from '#domain/audit/audit-entry.js';
import { readAudit } from '#domain/audit/permissions.js';
import type { AuditFilter, AuditQueries } from './audit-queries.js';

export interface ReadAuditLogQuery {
  readonly filter: AuditFilter;
  readonly cursor: string | null;
  readonly limit: number;
}

export class ReadAuditLog {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly queries: AuditQueries,
  ) {}

  /** @throws AppError FORBIDDEN without `audit:read`; VALIDATION_ERROR for a foreign cursor. */
  async execute(query: ReadAuditLogQuery, context: RequestContext): Promise<CursorPage<AuditEntry>> {
    await this.authorizer.require(context, readAudit);
    return this.queries.list(query.filter, query.cursor, query.limit);
  }
}

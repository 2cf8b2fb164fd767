import { allPages, exportPageSize } from '#application/data-export/data-export-section.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { TenantListQuery } from './list-members.js';
import type { TenantExportSection } from './tenant-export-section.js';

/** What a use case shows of a tenant. */
export function shownSection(
  name: string,
  show: { execute(query: { readonly id: string }, context: RequestContext): Promise<unknown> },
): TenantExportSection {
  return { name, collect: (id, context) => show.execute({ id }, context) };
}

/** What a use case lists of a tenant, all of it. */
export function listedSection(
  name: string,
  list: { execute(query: TenantListQuery, context: RequestContext): Promise<CursorPage<unknown>> },
): TenantExportSection {
  return {
    name,
    collect: (id, context) =>
      allPages((cursor) => list.execute({ id, cursor, limit: exportPageSize }, context)),
  };
}

import type { CursorPage } from '#application/shared/pages.js';
import type { UserId } from '#domain/shared/ids.js';

/** What one feature keeps about somebody. @public */
export interface DataExportSection {
  /** In the document: camel case, the only one of its name. */
  readonly name: string;
  /** Plain data for JSON: no secrets, nor digests of them, nor what is about others. Read in pages. */
  collect(userId: UserId): Promise<unknown>;
}

/** In one statement. @public */
export const exportPageSize = 500;

/** All pages, one after the other. @public */
export async function allPages<T>(
  read: (cursor: string | null) => Promise<CursorPage<T>>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: CursorPage<T> = await read(cursor);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}

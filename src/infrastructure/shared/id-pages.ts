import type { CursorPage } from '#application/shared/pages.js';

/**
 * A page whose cursor is the id of its last item.
 * @param found in its order; more than `limit` where there is another page.
 */
export function pageById<Item extends { readonly id: string }>(
  found: readonly Item[],
  limit: number,
): CursorPage<Item> {
  const items = found.slice(0, limit);
  return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}

import type { CursorPage } from '#application/shared/pages.js';
import type { Tenant } from '#domain/tenants/tenant.js';

export interface TenantView {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

export function viewOf({ state }: Tenant): TenantView {
  return { ...state, name: state.name.value, slug: state.slug.value };
}

/** @param rows one more than `limit`, where there are more. */
export function pageOf<T>(rows: readonly T[], limit: number, cursorOf: (row: T) => string): CursorPage<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}

import type { TenantId } from '#domain/shared/ids.js';

/** Says how the rows of a table behave; `MemoryDatabase.table()` gives the table itself. */
export interface MemoryTableDefinition<Row extends object> {
  readonly name: string;
  /** A foreign key, with `ON DELETE CASCADE`. */
  readonly parent?: {
    // biome-ignore lint/suspicious/noExplicitAny: a row of the parent may be anything; only its key counts.
    readonly table: MemoryTableDefinition<any>;
    keyOf(row: Readonly<Row>): string;
  };
  /**
   * Of rows that belong to a tenant each: outside of its scope they are not there, as with row-level security. Null for
   * one that belongs to the whole service, which is there outside of scopes alone, as in a table of its own.
   */
  readonly tenantOf?: (row: Readonly<Row>) => TenantId | null;
  /** True where rows of tenants can be read, not written, outside of all scopes, since what they say comes first. */
  readonly isReadOutside?: boolean;
  /** False where what is written stands even if the transaction that wrote it is rolled back. */
  readonly isTransactional?: boolean;
}

/** Declares a table beside the repository that uses it: `const projects = defineMemoryTable<ProjectState>('projects')`. */
export function defineMemoryTable<Row extends object>(
  name: string,
  options: Omit<MemoryTableDefinition<Row>, 'name'> = {},
): MemoryTableDefinition<Row> {
  return { name, ...options };
}

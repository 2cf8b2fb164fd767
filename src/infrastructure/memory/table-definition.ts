import type { TenantId } from '#domain/shared/ids.js';

/** Says how the rows of a table behave; `MemoryDatabase.table()` gives the table itself. */
export interface MemoryTableDefinition<Row extends object> {
  readonly name: string;
  /** A foreign key, with `ON DELETE CASCADE`. */
  readonly parent: MemoryParent<Row> | null;
  /** Of rows that belong to a tenant each: outside of its scope they are not there, as with row-level security. */
  readonly tenantOf: ((row: Readonly<Row>) => TenantId) | null;
  /** False where what is written stands even if the transaction that wrote it is rolled back. */
  readonly isTransactional: boolean;
}

export interface MemoryParent<Row extends object> {
  // biome-ignore lint/suspicious/noExplicitAny: a row of the parent may be anything; only its key counts.
  readonly table: MemoryTableDefinition<any>;
  keyOf(row: Readonly<Row>): string;
}

/** Declares a table beside the repository that uses it: `const projects = defineMemoryTable<ProjectState>('projects')`. */
export function defineMemoryTable<Row extends object>(
  name: string,
  {
    parent = null,
    tenantOf = null,
    isTransactional = true,
  }: Partial<Omit<MemoryTableDefinition<Row>, 'name'>> = {},
): MemoryTableDefinition<Row> {
  return { name, parent, tenantOf, isTransactional };
}

import type { TenantId } from '#domain/shared/ids.js';
import type { CurrentTransaction } from '../shared/transaction.js';
import { MemoryTable } from './table.js';
import type { MemoryTransaction } from './transaction.js';

/** Rows that belong to a tenant each: outside of its scope they are not there, as with row-level security. */
export class MemoryTenantTable<Row extends object> extends MemoryTable<Row> {
  constructor(
    private readonly current: CurrentTransaction<MemoryTransaction>,
    private readonly tenantOf: (row: Readonly<Row>) => TenantId,
  ) {
    super(() => current.get());
  }

  override get(key: string): Row | undefined {
    const row = super.get(key);
    return row !== undefined && this.isReached(row) ? row : undefined;
  }

  /** @throws Error for a row of another tenant, or in place of one. */
  override set(key: string, row: Row): void {
    const replaced = super.get(key);
    if (!this.isReached(row) || (replaced !== undefined && !this.isReached(replaced))) {
      throw new Error('This row does not belong to the tenant in whose scope it is written');
    }
    super.set(key, row);
  }

  override delete(key: string): void {
    if (this.get(key) !== undefined) super.delete(key);
  }

  protected override isReached(row: Readonly<Row>): boolean {
    return this.tenantOf(row) === this.current.tenantId();
  }
}

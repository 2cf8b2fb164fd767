import { CurrentTransaction } from '../shared/transaction.js';
import { MemoryTable } from './table.js';
import type { MemoryTableDefinition } from './table-definition.js';
import { MemoryTenantTable } from './tenant-table.js';
import type { MemoryTransaction } from './transaction.js';

/** All that the adapters in this folder store; it ends with the process. */
export class MemoryDatabase {
  readonly transaction = new CurrentTransaction<MemoryTransaction>();
  readonly #tables = new Map<object, object>();
  #lastPosition = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** The same one at each call, empty at first. */
  table<Row extends object>(definition: MemoryTableDefinition<Row>): MemoryTable<Row> {
    const opened = this.#tables.get(definition) as MemoryTable<Row> | undefined;
    if (opened !== undefined) return opened;
    const table = this.#open(definition);
    this.#tables.set(definition, table);
    const { parent, tenantOf } = definition;
    if (parent === null) return table;
    const tenantOfParent = parent.table.tenantOf;
    // Between two tables of tenants, the tenant is a part of the key.
    this.table(parent.table).addDependent((key, parentRow) =>
      table.cascade(
        (row) =>
          parent.keyOf(row) === key &&
          (tenantOf === null || tenantOfParent === null || tenantOf(row) === tenantOfParent(parentRow)),
      ),
    );
    return table;
  }

  /** Runs transactions one at a time, in the order of their coming. */
  exclusively<R>(transact: () => Promise<R>): Promise<R> {
    const result = this.#last.then(transact);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Of the next event; one that is rolled back leaves a gap. */
  nextPosition(): number {
    this.#lastPosition += 1;
    return this.#lastPosition;
  }

  /** A change within the running transaction, which fails with it. @throws Error outside one. */
  write(change: () => void): void {
    const transaction = this.transaction.requireForWriting();
    try {
      change();
    } catch (error) {
      transaction.fail(error);
      throw error;
    }
  }

  #open<Row extends object>({ tenantOf, isTransactional }: MemoryTableDefinition<Row>): MemoryTable<Row> {
    if (tenantOf !== null) return new MemoryTenantTable(this.transaction, tenantOf);
    return new MemoryTable<Row>(isTransactional ? () => this.transaction.get() : () => null);
  }
}

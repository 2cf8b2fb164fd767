import { CurrentTransaction } from '../shared/transaction.js';
import { MemoryTable } from './table.js';
import type { MemoryTableDefinition } from './table-definition.js';
import type { MemoryTransaction } from './transaction.js';

/** All that the adapters in this folder store; it ends with the process. */
export class MemoryDatabase {
  readonly transaction = new CurrentTransaction<MemoryTransaction>();
  readonly #tables = new Map<object, object>();
  #last: Promise<unknown> = Promise.resolve();

  /** The same one at each call, empty at first. */
  table<Row extends object>(definition: MemoryTableDefinition<Row>): MemoryTable<Row> {
    const opened = this.#tables.get(definition) as MemoryTable<Row> | undefined;
    if (opened !== undefined) return opened;
    const table = new MemoryTable(this.transaction, definition);
    this.#tables.set(definition, table);
    const { parent, tenantOf } = definition;
    if (!parent) return table;
    const tenantOfParent = parent.table.tenantOf;
    // Between two tables of tenants, the tenant is a part of the key.
    this.table(parent.table).addDependent((key, parentRow) =>
      table.cascade(
        (row) =>
          parent.keyOf(row) === key &&
          (!tenantOf || !tenantOfParent || tenantOf(row) === tenantOfParent(parentRow)),
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

  /** A change within the running transaction, which fails with it. @throws Error outside one. */
  write<R>(change: () => R): R {
    const transaction = this.transaction.requireForWriting();
    try {
      return change();
    } catch (error) {
      transaction.fail(error);
      throw error;
    }
  }
}

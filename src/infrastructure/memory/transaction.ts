import { Transaction } from '../shared/transaction.js';

export class MemoryTransaction extends Transaction {
  readonly #changes = new Map<Table, Map<string, object | null>>();

  changesOf(table: Table): Map<string, object | null> {
    const changes = this.#changes.get(table) ?? new Map();
    this.#changes.set(table, changes);
    return changes;
  }

  commit(): void {
    for (const [table, changes] of this.#changes) table.apply(changes);
  }
}

interface Table {
  apply(changes: ReadonlyMap<string, object | null>): void;
}

import { copyOf } from './copy.js';
import type { MemoryTransaction } from './transaction.js';

/** Rows by key. A transaction sees its own changes, everybody else what is committed. */
export class MemoryTable<Row extends object> {
  readonly #committed = new Map<string, Row>();
  readonly #dependents: ((key: string, row: Readonly<Row>) => void)[] = [];

  constructor(private readonly transaction: () => MemoryTransaction | null) {}

  get(key: string): Row | undefined {
    const row = this.#find(key);
    return row ? copyOf(row) : undefined;
  }

  all(): Row[] {
    return this.where(() => true);
  }

  where(isWanted: (row: Readonly<Row>) => boolean): Row[] {
    return this.#rows()
      .filter(([, row]) => this.isReached(row) && isWanted(row))
      .map(([, row]) => copyOf(row));
  }

  /** Within the running transaction, or at once. */
  set(key: string, row: Row): void {
    this.#change(key, copyOf(row));
  }

  delete(key: string): void {
    this.#remove(key);
  }

  deleteWhere(isUnwanted: (row: Readonly<Row>) => boolean): void {
    for (const [key, row] of this.#rows()) if (this.isReached(row) && isUnwanted(row)) this.delete(key);
  }

  /** As a foreign key with `ON DELETE CASCADE` does, for which row-level security does not hold. */
  cascade(isUnwanted: (row: Readonly<Row>) => boolean): void {
    for (const [key, row] of this.#rows()) if (isUnwanted(row)) this.#remove(key);
  }

  /** @param deleteOf deletes the rows of another table that refer to the row with a key. */
  addDependent(deleteOf: (key: string, row: Readonly<Row>) => void): void {
    this.#dependents.push(deleteOf);
  }

  /** Called with the changes of a transaction when it commits. */
  apply(changes: ReadonlyMap<string, object | null>): void {
    for (const [key, row] of changes) {
      if (row === null) this.#committed.delete(key);
      else this.#committed.set(key, row as Row);
    }
  }

  /** Whether it is there for the code that runs. */
  protected isReached(_row: Readonly<Row>): boolean {
    return true;
  }

  #remove(key: string): void {
    const row = this.#find(key);
    if (!row) return;
    for (const deleteOf of this.#dependents) deleteOf(key, row);
    this.#change(key, null);
  }

  #find(key: string): Row | null | undefined {
    const changed = this.#changes()?.get(key);
    return changed === undefined ? this.#committed.get(key) : changed;
  }

  #rows(): [string, Row][] {
    const rows = new Map<string, Row | null>([...this.#committed, ...(this.#changes() ?? [])]);
    return [...rows].filter((entry): entry is [string, Row] => entry[1] !== null);
  }

  #change(key: string, row: Row | null): void {
    const transaction = this.transaction();
    if (transaction === null) this.apply(new Map([[key, row]]));
    else transaction.changesOf(this).set(key, row);
  }

  #changes(): ReadonlyMap<string, Row | null> | undefined {
    return this.transaction()?.changesOf(this) as ReadonlyMap<string, Row | null> | undefined;
  }
}

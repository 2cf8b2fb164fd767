import type { CurrentTransaction } from '../shared/transaction.js';
import type { MemoryTableDefinition } from './table-definition.js';
import type { MemoryTransaction } from './transaction.js';

/** Rows by key. A transaction sees its own changes, everybody else what is committed. */
export class MemoryTable<Row extends object> {
  readonly #committed = new Map<string, Row>();
  readonly #dependents: ((key: string, row: Readonly<Row>) => void)[] = [];
  readonly #checks: ((row: Readonly<Row>, replaced: Readonly<Row> | null) => void)[] = [];

  constructor(
    private readonly current: CurrentTransaction<MemoryTransaction>,
    private readonly definition: MemoryTableDefinition<Row>,
  ) {}

  get(key: string): Row | undefined {
    const row = this.#stored(key);
    return row && this.#isShown(row) ? copyOf(row) : undefined;
  }

  all(): Row[] {
    return this.where(() => true);
  }

  where(isWanted: (row: Readonly<Row>) => boolean): Row[] {
    return this.#rows()
      .filter(([, row]) => this.#isShown(row) && isWanted(row))
      .map(([, row]) => copyOf(row));
  }

  /**
   * Within the running transaction, or at once.
   * @throws Error for a row of another tenant, or in place of one.
   */
  set(key: string, row: Row): void {
    const replaced = this.#stored(key) ?? row;
    if (!this.#isReached(row) || !this.#isReached(replaced)) {
      throw new Error('This row does not belong to the tenant in whose scope it is written');
    }
    for (const check of this.#checks) check(row, this.#stored(key) ?? null);
    this.#change(key, copyOf(row));
  }

  delete(key: string): void {
    const row = this.#stored(key);
    if (row && this.#isReached(row)) this.#remove(key);
  }

  /** The first `limit` of them. @returns how many those were. */
  deleteWhere(isUnwanted: (row: Readonly<Row>) => boolean, limit?: number): number {
    const unwanted = this.#reached(isUnwanted).slice(0, limit);
    for (const [key] of unwanted) this.#remove(key);
    return unwanted.length;
  }

  /** As a foreign key with `ON DELETE CASCADE` does, for which row-level security does not hold. */
  cascade(isUnwanted: (row: Readonly<Row>) => boolean): void {
    for (const [key, row] of this.#rows()) if (isUnwanted(row)) this.#remove(key);
  }

  /** @param deleteOf deletes the rows of another table that refer to the row with a key. */
  addDependent(deleteOf: (key: string, row: Readonly<Row>) => void): void {
    this.#dependents.push(deleteOf);
  }

  /** As a trigger does. @param check throws for a row that must not take the place of the one before. */
  addCheck(check: (row: Readonly<Row>, replaced: Readonly<Row> | null) => void): void {
    this.#checks.push(check);
  }

  /** Whether it is there for the code that runs. */
  #isReached(row: Readonly<Row>): boolean {
    const { tenantOf } = this.definition;
    return tenantOf === undefined || tenantOf(row) === this.current.tenantId();
  }

  /** Whether the code that runs may read it. */
  #isShown(row: Readonly<Row>): boolean {
    const isOpen = this.definition.isReadOutside === true && this.current.tenantId() === null;
    return isOpen || this.#isReached(row);
  }

  #remove(key: string): void {
    const row = this.#stored(key);
    if (!row) return;
    for (const deleteOf of this.#dependents) deleteOf(key, row);
    this.#change(key, null);
  }

  #reached(isWanted: (row: Readonly<Row>) => boolean): [string, Row][] {
    return this.#rows().filter(([, row]) => this.#isReached(row) && isWanted(row));
  }

  #rows(): [string, Row][] {
    const rows = new Map<string, Row | null>([...this.#committed, ...(this.#changed() ?? [])]);
    return [...rows].filter((entry): entry is [string, Row] => entry[1] !== null);
  }

  #stored(key: string): Row | null | undefined {
    const changed = this.#changed()?.get(key);
    return changed === undefined ? this.#committed.get(key) : changed;
  }

  #change(key: string, row: Row | null): void {
    const changes = this.#changed();
    if (changes === null) this.#apply(new Map([[key, row]]));
    else changes.set(key, row);
  }

  #apply(changes: ReadonlyMap<string, Row | null>): void {
    for (const [key, row] of changes) {
      if (row === null) this.#committed.delete(key);
      else this.#committed.set(key, row);
    }
  }

  /** By the running transaction; null outside one. */
  #changed(): Map<string, Row | null> | null {
    const transaction = this.definition.isTransactional === false ? null : this.current.get();
    if (transaction === null) return null;
    return transaction.changes.getOrInsertComputed(this, () => {
      const changes = new Map<string, Row | null>();
      transaction.onCommit.push(() => this.#apply(changes));
      return changes;
    }) as Map<string, Row | null>;
  }
}

/** A copy that shares nothing mutable: dates, arrays and plain objects are copied, value objects are immutable. */
function copyOf<T>(value: T): T {
  if (value instanceof Date) return new Date(value) as T;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, copyOf(each)])) as T;
}

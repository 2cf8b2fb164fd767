import { Transaction } from '../shared/transaction.js';

export class MemoryTransaction extends Transaction {
  /** By table, and by the key of the row; null: deleted. */
  readonly changes = new Map<object, Map<string, object | null>>();
  /** What puts the changes in force, table by table. */
  readonly onCommit: (() => void)[] = [];
}

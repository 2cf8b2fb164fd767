import { Transaction } from '../shared/transaction.js';

export class MemoryTransaction extends Transaction {
  /** What puts the changes in force, table by table. */
  readonly onCommit: (() => void)[] = [];
}

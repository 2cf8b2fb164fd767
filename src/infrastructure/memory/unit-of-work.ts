import type { Logger } from '#application/shared/logger.js';
import { type Ending, TransactionalUnitOfWork } from '../shared/transactional-unit-of-work.js';
import type { MemoryDatabase } from './database.js';
import { MemoryTransaction } from './transaction.js';

/** One transaction at a time, in the order of their coming. */
export class MemoryUnitOfWork extends TransactionalUnitOfWork<MemoryTransaction> {
  constructor(
    private readonly database: MemoryDatabase,
    logger: Logger,
  ) {
    super(database.transaction, logger);
  }

  protected override execute<R>(
    work: (transaction: MemoryTransaction) => Promise<R>,
  ): Promise<Ending<MemoryTransaction, R>> {
    return this.database.exclusively(async () => {
      const transaction = new MemoryTransaction();
      try {
        const result = await work(transaction);
        if (transaction.failure !== null) throw transaction.failure;
        for (const apply of transaction.onCommit) apply();
        return { kind: 'committed', transaction, result };
      } catch (error) {
        transaction.isRolledBack = true;
        return { kind: 'rolled-back', transaction, error };
      } finally {
        transaction.isOver = true;
      }
    });
  }

  /** The tables ask the transaction. */
  protected override async reach(): Promise<void> {}
}

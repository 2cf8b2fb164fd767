import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { QueryRunner } from 'typeorm';
import type { Logger } from '#application/shared/logger.js';
import type { TenantId } from '#domain/shared/ids.js';
import { isInBackground } from '../shared/background.js';
import { type Ending, TransactionalUnitOfWork } from '../shared/transactional-unit-of-work.js';
import { breakOff } from './connection-guard.js';
import { type Database, DatabaseTransaction } from './database.js';
import { isConnectionLost, isTransient } from './error-translation.js';
import { backoffMs, defaultRetryPolicy, isLast, type RetryPolicy } from './retry.js';
import { tenantSetting } from './tenant-tables.js';

/** Until the end of the transaction, whatever that is. */
const setTenant = `SELECT set_config('${tenantSetting}', $1, true)`;

/** A cursor that is still open would go on showing the rows of the tenant. */
const leaveTenant = `CLOSE ALL; SET LOCAL ${tenantSetting} TO ''`;

type Attempt<R> = Ending<DatabaseTransaction, R> & { readonly isRetryable: boolean };

/** A transaction of PostgreSQL at READ COMMITTED; versions and row locks keep changes apart. */
export class TypeOrmUnitOfWork extends TransactionalUnitOfWork<DatabaseTransaction> {
  constructor(
    private readonly database: Database,
    logger: Logger,
    private readonly retryPolicy: RetryPolicy = defaultRetryPolicy,
  ) {
    super(database.transaction, logger);
  }

  protected override async execute<R>(
    work: (transaction: DatabaseTransaction) => Promise<R>,
  ): Promise<Ending<DatabaseTransaction, R>> {
    const began = performance.now();
    for (let count = 1; ; count += 1) {
      const attempt = await this.#attempt(work);
      if (!attempt.isRetryable || isLast(this.retryPolicy, count, began)) return attempt;
      await delay(backoffMs(this.retryPolicy, count));
    }
  }

  protected override async reach(transaction: DatabaseTransaction, tenantId: TenantId | null): Promise<void> {
    const { manager } = transaction;
    transaction.wasScoped = true;
    await this.database.translated(() =>
      tenantId === null ? manager.query(leaveTenant) : manager.query(setTenant, [tenantId]),
    );
  }

  #attempt<R>(work: (transaction: DatabaseTransaction) => Promise<R>): Promise<Attempt<R>> {
    const { transactionTurns, backgroundTurns } = this.database.dataSource;
    const begin = () => transactionTurns.run(() => this.#begun(work));
    return isInBackground() ? backgroundTurns.run(begin) : begin();
  }

  async #begun<R>(work: (transaction: DatabaseTransaction) => Promise<R>): Promise<Attempt<R>> {
    const runner = this.database.dataSource.createQueryRunner();
    const transaction = new DatabaseTransaction(runner.manager);
    let isCommitSent = false;
    try {
      await this.database.translated(() => runner.startTransaction());
      const result = await work(transaction);
      if (transaction.failure !== null) throw transaction.failure;
      isCommitSent = !runner.isReleased;
      transaction.isOver = true;
      await this.database.translated(() => runner.commitTransaction());
      return { kind: 'committed', transaction, result, isRetryable: false };
    } catch (error) {
      // What is not awaited would come behind the ROLLBACK otherwise, and stand.
      transaction.isOver = true;
      transaction.isRolledBack = true;
      await rollBack(runner);
      // Without an answer to COMMIT nobody knows whether it was done, so it must not be done again.
      const isRetryable = isTransient(error) && !(isCommitSent && isConnectionLost(error));
      return { kind: 'rolled-back', transaction, error, isRetryable };
    } finally {
      if (transaction.wasScoped) await forget(runner, this.database.dataSource.setSession);
      await runner.release();
    }
  }
}

/** A connection that cannot roll back is broken: the pool drops it, and the server ends its transaction. */
async function rollBack(runner: QueryRunner): Promise<void> {
  if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
}

/** Of what outlives a transaction, as settings and cursors `WITH HOLD`. A connection that does not is given up. */
async function forget(runner: QueryRunner, setSession: string): Promise<void> {
  if (runner.isReleased) return;
  try {
    await runner.query('DISCARD ALL');
    await runner.query(setSession);
  } catch {
    const client: pg.Client = await runner.connect();
    breakOff(client, 'what a tenant left on it stays');
  }
}

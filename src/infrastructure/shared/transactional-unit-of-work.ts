import type { Logger } from '#application/shared/logger.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { TenantId } from '#domain/shared/ids.js';
import type { CurrentTransaction, Transaction } from './transaction.js';

export type Ending<T extends Transaction, R> =
  | { readonly kind: 'committed'; readonly transaction: T; readonly result: R }
  | { readonly kind: 'rolled-back'; readonly transaction: T; readonly error: unknown };

/** What units of work have in common: nested ones, scopes of tenants, and the tasks that wait for the end. */
export abstract class TransactionalUnitOfWork<T extends Transaction> implements UnitOfWork {
  protected constructor(
    protected readonly current: CurrentTransaction<T>,
    private readonly logger: Logger,
  ) {}

  /** Runs `work` in a transaction of its own; the connection is given back when it resolves. */
  protected abstract execute<R>(work: (transaction: T) => Promise<R>): Promise<Ending<T, R>>;

  /** From now on the transaction reaches the rows of this tenant only; null: of none. */
  protected abstract reach(transaction: T, tenantId: TenantId | null): Promise<void>;

  async run<R>(context: RequestContext, work: () => Promise<R>): Promise<R> {
    const running = this.current.get();
    if (running !== null) return this.#join(running, () => this.current.enter(running, context, work));
    return this.#complete((transaction) => this.current.enter(transaction, context, work));
  }

  async scoped<R>(tenantId: TenantId, context: RequestContext, work: () => Promise<R>): Promise<R> {
    const running = this.current.get();
    if (running === null) {
      return this.#complete(async (transaction) => {
        await this.#open(transaction, tenantId);
        return this.current.enter(transaction, context, work);
      });
    }
    return this.#join(running, async () => {
      if (running.tenantId === tenantId) return this.current.enter(running, context, work);
      if (running.tenantId !== null)
        throw new Error('A unit of work is in the scope of one tenant at a time');
      try {
        await this.#open(running, tenantId);
        return await this.current.enter(running, context, work);
      } finally {
        await this.#close(running);
      }
    });
  }

  afterCommit(task: () => void | Promise<void>): void {
    this.current.require().afterCommit.push(task);
  }

  async afterCompletion(task: () => Promise<void>): Promise<void> {
    const running = this.current.get();
    if (running === null) await task();
    else running.afterCompletion.push(task);
  }

  async #complete<R>(work: (transaction: T) => Promise<R>): Promise<R> {
    this.current.refuseLeftOver();
    const ending = await this.execute(work);
    if (ending.kind === 'committed') await this.#runTasks(ending.transaction.afterCommit);
    await this.#runTasks(ending.transaction.afterCompletion);
    if (ending.kind === 'committed') return ending.result;
    throw ending.error;
  }

  /** Known at once, so that nothing else of the transaction slips in while the database is told. */
  async #open(transaction: T, tenantId: TenantId): Promise<void> {
    transaction.tenantId = tenantId;
    await this.reach(transaction, tenantId);
  }

  /** A transaction that has failed cannot be told, and shows nothing any more. */
  async #close(transaction: T): Promise<void> {
    await this.reach(transaction, null).catch((error: unknown) => transaction.fail(error));
    transaction.tenantId = null;
  }

  /** What failed in it is not committed, even if the caller goes on: a half-done unit is none. */
  async #join<R>(running: T, work: () => Promise<R>): Promise<R> {
    try {
      return await work();
    } catch (error) {
      running.fail(error);
      throw error;
    }
  }

  /** Each runs, outside the transaction; the outcome of the unit of work stands, whatever becomes of them. */
  async #runTasks(tasks: readonly (() => void | Promise<void>)[]): Promise<void> {
    for (const task of tasks) {
      try {
        await task();
      } catch (error) {
        this.logger.error('A task that waited for the end of a unit of work failed', { error });
      }
    }
  }
}

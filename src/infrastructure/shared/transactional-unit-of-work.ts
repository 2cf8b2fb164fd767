import type { Logger } from '#application/shared/logger.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { CurrentTransaction, Transaction } from './transaction.js';

export type Ending<T extends Transaction, R> =
  | { readonly kind: 'committed'; readonly transaction: T; readonly result: R }
  | { readonly kind: 'rolled-back'; readonly transaction: T; readonly error: unknown };

/** What units of work have in common: nested ones, and the tasks that wait for the end. */
export abstract class TransactionalUnitOfWork<T extends Transaction> implements UnitOfWork {
  protected constructor(
    protected readonly current: CurrentTransaction<T>,
    private readonly logger: Logger,
  ) {}

  /** Runs `work` in a transaction of its own; the connection is given back when it resolves. */
  protected abstract execute<R>(context: RequestContext, work: () => Promise<R>): Promise<Ending<T, R>>;

  async run<R>(context: RequestContext, work: () => Promise<R>): Promise<R> {
    if (context.isReadOnly) throw new Error('A query only reads: make what changes something a command');
    const running = this.current.get();
    if (running !== null) return this.#join(running, context, work);
    const ending = await this.execute(context, work);
    if (ending.kind === 'committed') await this.#runTasks(ending.transaction.afterCommit);
    await this.#runTasks(ending.transaction.afterCompletion);
    if (ending.kind === 'committed') return ending.result;
    throw ending.error;
  }

  afterCommit(task: () => void | Promise<void>): void {
    this.current.require().afterCommit.push(task);
  }

  async afterCompletion(task: () => Promise<void>): Promise<void> {
    const running = this.current.get();
    if (running === null) await task();
    else running.afterCompletion.push(task);
  }

  /** What failed in it is not committed, even if the caller goes on: a half-done unit is none. */
  async #join<R>(running: T, context: RequestContext, work: () => Promise<R>): Promise<R> {
    try {
      return await this.current.enter(running, context, work);
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

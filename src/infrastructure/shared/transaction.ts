import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestContext } from '#application/shared/request-context.js';
import type { TenantId } from '#domain/shared/ids.js';

/** One attempt at a unit of work. */
export class Transaction {
  readonly afterCommit: (() => void | Promise<void>)[] = [];
  readonly afterCompletion: (() => Promise<void>)[] = [];
  /** The first statement or nested unit of work that failed: whoever swallows it, there is no commit. */
  failure: unknown = null;
  isOver = false;
  isRolledBack = false;
  /** Whose rows its statements can reach now; null: no tenant's. */
  tenantId: TenantId | null = null;

  fail(error: unknown): void {
    this.failure ??= error;
  }
}

interface Scope<T extends Transaction> {
  readonly transaction: T;
  readonly context: RequestContext;
  readonly tenantId: TenantId | null;
}

/** The transaction that the running code belongs to. */
export class CurrentTransaction<T extends Transaction> {
  readonly #storage = new AsyncLocalStorage<Scope<T>>();

  /**
   * Null outside, and for what still runs when its transaction has ended.
   * @throws Error for what runs beside a scope of the same transaction.
   */
  get(): T | null {
    return this.#scope()?.transaction ?? null;
  }

  /** @throws Error outside a unit of work. */
  require(): T {
    return this.#require().transaction;
  }

  /** @throws Error outside a unit of work, and in that of a query. */
  requireForWriting(): T {
    const { transaction, context } = this.#require();
    if (context.isReadOnly) throw new Error('A query only reads: make what changes something a command');
    return transaction;
  }

  /**
   * To be asked by what would begin a transaction.
   * @throws Error for what still runs although that to which it belonged was rolled back, as after a time limit: it
   * has failed for everybody else, and may be done again already.
   */
  refuseLeftOver(): void {
    if (!this.#storage.getStore()?.transaction.isRolledBack) return;
    throw new Error('The unit of work that this belonged to was rolled back: nothing of it goes on');
  }

  /** Who causes what is written now. @throws Error outside a unit of work. */
  context(): RequestContext {
    return this.#require().context;
  }

  /** The tenant in whose scope the code runs; null outside of one. */
  tenantId(): TenantId | null {
    return this.#scope()?.tenantId ?? null;
  }

  /** Runs `work` in the transaction, in the scope that it has now. */
  enter<R>(transaction: T, context: RequestContext, work: () => Promise<R>): Promise<R> {
    return this.#storage.run({ transaction, context, tenantId: transaction.tenantId }, work);
  }

  #require(): Scope<T> {
    const scope = this.#scope();
    if (scope === null) throw new Error('This belongs into a unit of work: call it within UnitOfWork.run');
    return scope;
  }

  #scope(): Scope<T> | null {
    const scope = this.#storage.getStore();
    if (scope === undefined || scope.transaction.isOver) return null;
    // Its statement would reach the rows of a tenant that is not its own, or none.
    if (scope.tenantId !== scope.transaction.tenantId) {
      throw new Error(
        'The unit of work has entered or left the scope of a tenant meanwhile: await what belongs to it',
      );
    }
    return scope;
  }
}

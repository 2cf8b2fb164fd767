import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestContext } from '#application/shared/request-context.js';

/** One attempt at a unit of work. */
export class Transaction {
  readonly afterCommit: (() => void | Promise<void>)[] = [];
  readonly afterCompletion: (() => Promise<void>)[] = [];
  /** The first statement or nested unit of work that failed: whoever swallows it, there is no commit. */
  failure: unknown = null;
  isOver = false;

  fail(error: unknown): void {
    this.failure ??= error;
  }
}

interface Scope<T extends Transaction> {
  readonly transaction: T;
  readonly context: RequestContext;
}

/** The transaction that the running code belongs to. */
export class CurrentTransaction<T extends Transaction> {
  readonly #storage = new AsyncLocalStorage<Scope<T>>();

  /** Null outside, and for what still runs when its transaction has ended. */
  get(): T | null {
    return this.#scope()?.transaction ?? null;
  }

  /** @throws Error outside a unit of work. */
  require(): T {
    return this.#require().transaction;
  }

  /** Who causes what is written now. @throws Error outside a unit of work. */
  context(): RequestContext {
    return this.#require().context;
  }

  enter<R>(transaction: T, context: RequestContext, work: () => Promise<R>): Promise<R> {
    return this.#storage.run({ transaction, context }, work);
  }

  #require(): Scope<T> {
    const scope = this.#scope();
    if (scope === null) throw new Error('This belongs into a unit of work: call it within UnitOfWork.run');
    return scope;
  }

  #scope(): Scope<T> | null {
    const scope = this.#storage.getStore();
    return scope === undefined || scope.transaction.isOver ? null : scope;
  }
}

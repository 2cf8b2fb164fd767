import type { TenantId } from '#domain/shared/ids.js';
import type { RequestContext } from './request-context.js';

/**
 * One transaction. What runs inside finds it by itself; nothing hashes, mails or calls the network in it.
 */
export interface UnitOfWork {
  /**
   * Commits when `work` resolves and rolls rows and events back when it rejects. A nested call joins the
   * transaction that runs. `work` may run again after a serialization failure, a deadlock or a connection
   * lost before the commit was sent, so it loads what it changes.
   * @param context who causes the events that are appended inside.
   */
  run<T>(context: RequestContext, work: () => Promise<T>): Promise<T>;

  /**
   * Like `run`, and in `work` the rows of this tenant can be reached, in tables that belong to tenants. Those of
   * others cannot, whatever a statement says, and outside of such a scope there are none. Within a unit of work
   * without a scope it holds for `work` alone.
   * @throws Error in the scope of another tenant, or beside one that is open in the same unit of work.
   */
  scoped<T>(tenantId: TenantId, context: RequestContext, work: () => Promise<T>): Promise<T>;

  /** Queues what must happen only when the transaction has been committed. */
  afterCommit(task: () => void | Promise<void>): void;

  /** Runs what must happen even if the transaction that runs now is rolled back, once it has ended. */
  afterCompletion(task: () => Promise<void>): Promise<void>;
}

import type { Driver, EntityManager } from 'typeorm';
import { CurrentTransaction, Transaction } from '../shared/transaction.js';
import type { PooledDataSource } from './data-source.js';
import { type ConstraintErrors, isTransient, translateError } from './error-translation.js';
import { defaultRetryPolicy, type RetryPolicy, retrying } from './retry.js';

export class DatabaseTransaction extends Transaction {
  /** Whether it has been in the scope of a tenant. */
  wasScoped = false;

  constructor(readonly manager: EntityManager) {
    super();
  }
}

type Statement<T> = (manager: EntityManager) => Promise<T>;

/** The one way to the database: decides on the connection and translates errors. */
export class Database {
  readonly transaction = new CurrentTransaction<DatabaseTransaction>();

  constructor(
    readonly dataSource: PooledDataSource,
    private readonly constraints: ConstraintErrors,
    private readonly retryPolicy: RetryPolicy = defaultRetryPolicy,
  ) {}

  /** In which the tables are: the first one of the role's search path. */
  get schema(): string {
    const { searchSchema = 'public' } = this.dataSource.driver as Driver & { readonly searchSchema?: string };
    return searchSchema;
  }

  /** @throws AppError UNAVAILABLE when there is no connection to be had. */
  async connect(): Promise<this> {
    await this.translated(() => this.dataSource.initialize());
    return this;
  }

  /** For reads, and for a statement that may be done twice: in the running transaction, or else `repeatable`. */
  async read<T>(statement: Statement<T>): Promise<T> {
    const transaction = this.transaction.get();
    if (transaction !== null) return this.#within(transaction, statement);
    return this.repeatable(statement);
  }

  /** Like `standalone`, but once more when the connection is lost: for what may be done twice. */
  repeatable<T>(statement: Statement<T>): Promise<T> {
    return retrying(this.retryPolicy, isTransient, () => this.standalone(statement));
  }

  /** Runs in the running transaction. @throws Error outside one, and in that of a query. */
  async write<T>(statement: Statement<T>): Promise<T> {
    return this.#within(this.transaction.requireForWriting(), statement);
  }

  /** Commits by itself, whatever becomes of the running transaction; not repeated when the connection is lost. */
  standalone<T>(statement: Statement<T>): Promise<T> {
    return this.translated(() => statement(this.dataSource.manager));
  }

  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  /** Runs it, throwing the errors of the core for those of the database. */
  async translated<T>(statement: () => Promise<T>): Promise<T> {
    try {
      return await statement();
    } catch (error) {
      throw translateError(error, this.constraints);
    }
  }

  async #within<T>(transaction: DatabaseTransaction, statement: Statement<T>): Promise<T> {
    try {
      return await this.translated(() => statement(transaction.manager));
    } catch (error) {
      transaction.fail(error);
      throw error;
    }
  }
}

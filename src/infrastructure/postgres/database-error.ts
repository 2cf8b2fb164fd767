import pg from 'pg';
import { QueryFailedError } from 'typeorm';

/**
 * `conflict`: the transaction lost against another one and may run again. `lost`: the connection broke or was
 * refused. `unreachable`: a connection was waited for in vain. `busy`: the database or its pool has too much
 * to do. `data`: a value that no column takes.
 */
export type DatabaseFailure = 'conflict' | 'lost' | 'unreachable' | 'busy' | 'data' | 'constraint' | 'other';

/**
 * What failed, fit for a log: the driver's own error carries parameters, row values and the statement's
 * literals, which may be personal data or secrets.
 */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';

  private constructor(
    readonly failure: DatabaseFailure,
    message: string,
    readonly sqlState: string | undefined,
    readonly constraint: string | undefined,
    /** With placeholders for its parameters. */
    readonly statement: string | undefined,
  ) {
    super(message);
  }

  /** Whether what failed may succeed if it is done again, provided that nothing of it was committed. */
  get isTransient(): boolean {
    return this.failure === 'conflict' || this.failure === 'lost';
  }

  /** @param error what TypeORM or pg threw; null when it is not theirs. */
  static from(error: unknown): DatabaseError | null {
    if (error instanceof DatabaseError) return error;
    if (!(error instanceof Error)) return null;
    const driverError = error instanceof QueryFailedError ? (error.driverError as Error) : error;
    const statement = error instanceof QueryFailedError ? error.query : undefined;
    if (driverError instanceof pg.DatabaseError) {
      const { code = 'XX000', constraint, message } = driverError;
      const reason = showsValues(code) ? constraint : message;
      const text = reason === undefined ? `PostgreSQL ${code}` : `PostgreSQL ${code}: ${reason}`;
      return new DatabaseError(failureOf(code), text, code, constraint, statement);
    }
    const failure = driverFailure(driverError);
    if (failure === null && statement === undefined) return null;
    return new DatabaseError(failure ?? 'other', driverError.message, undefined, undefined, statement);
  }
}

/** PostgreSQL, appendix A: classes and codes. */
const failures: readonly (readonly [RegExp, DatabaseFailure])[] = [
  [/^40(001|P01)$/, 'conflict'],
  [/^(08...|57P0[1-5]|25006)$/, 'lost'],
  [/^(28...|3D000|55000)$/, 'unreachable'],
  [/^(53...|57014|55P03|25P0[34])$/, 'busy'],
  [/^22(021|P02|P05|003|007|008)$/, 'data'],
  [/^23...$/, 'constraint'],
];

function failureOf(sqlState: string): DatabaseFailure {
  return failures.find(([pattern]) => pattern.test(sqlState))?.[1] ?? 'other';
}

/** Whether a connection on which the server reports this is of no more use. */
export function isConnectionLost(sqlState: string): boolean {
  return failureOf(sqlState) === 'lost';
}

/** Data exceptions and violated constraints name the offending values, and so may what a function raises. */
function showsValues(sqlState: string): boolean {
  return /^(22|23|P0)/.test(sqlState);
}

const networkErrors =
  /^(ECONN|ENOTFOUND|EAI_|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|ENOENT|EACCES)/;

/** pg and TypeORM have no codes for these: their wording is all there is to tell them by. */
const messages: readonly (readonly [RegExp, DatabaseFailure])[] = [
  [/^timeout exceeded when trying to connect/, 'busy'],
  [/^(timeout expired|Connection terminated due to connection timeout)/, 'unreachable'],
  [/^(Cannot use a pool after calling end|Driver not Connected)/, 'unreachable'],
  [/^(Connection terminated|Client (was closed|has encountered a connection error))/, 'lost'],
  [/^(Query runner already|Database connection provided by a query runner was already) released/, 'lost'],
];

function driverFailure(error: Error): DatabaseFailure | null {
  const known = messages.find(([pattern]) => pattern.test(error.message));
  if (known !== undefined) return known[1];
  // A host name with several addresses fails with the errors of all of them.
  const first: { code?: string } = error instanceof AggregateError ? error.errors[0] : error;
  return first.code !== undefined && networkErrors.test(first.code) ? 'lost' : null;
}

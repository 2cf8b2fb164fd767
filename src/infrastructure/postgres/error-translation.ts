import { overloaded, unavailable } from '#application/shared/errors.js';
import { AppError } from '#domain/shared/app-error.js';
import { validationError } from '#domain/shared/validation.js';
import { DatabaseError } from './database-error.js';

/** What a violated constraint means, by its name. */
export type ConstraintErrors = Readonly<Record<string, () => AppError>>;

/**
 * The error of the core for what the database reports. What has no equivalent stays a `DatabaseError`, which
 * is our fault; what is not the database's passes through.
 */
export function translateError(error: unknown, constraints: ConstraintErrors = {}): unknown {
  if (error instanceof AppError) return error;
  const cause = DatabaseError.from(error);
  if (cause === null) return error;
  switch (cause.failure) {
    case 'constraint':
      return constraints[cause.constraint ?? '']?.() ?? cause;
    case 'data':
      return validationError({ cause });
    case 'conflict':
    case 'busy':
      return overloaded({ retryAfter: 1, cause });
    case 'lost':
    case 'unreachable':
      return unavailable({ retryAfter: 5, cause });
    case 'other':
      return cause;
  }
}

/** Whether the translated error may go away by itself, and fast. */
export function isTransient(error: unknown): boolean {
  return error instanceof AppError && error.cause instanceof DatabaseError && error.cause.isTransient;
}

export function isConnectionLost(error: unknown): boolean {
  return error instanceof AppError && error.cause instanceof DatabaseError && error.cause.failure === 'lost';
}

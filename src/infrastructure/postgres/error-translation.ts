import { overloaded, unavailable } from '#application/shared/errors.js';
import { AppError } from '#domain/shared/app-error.js';
import { validationError } from '#domain/shared/validation.js';
import { emailTaken, userNotFound, usernameTaken } from '#domain/users/errors.js';
import { DatabaseError } from './database-error.js';

/** What a violated constraint means, by its name. */
const constraintErrors: Readonly<Record<string, () => AppError>> = {
  users_email_key: () => emailTaken(),
  users_username_key: () => usernameTaken(),
  sessions_user_id_fkey: () => userNotFound(),
};

/**
 * The error of the core for what the database reports. What has no equivalent stays a `DatabaseError`, which
 * is our fault; what is not the database's passes through.
 */
export function translateError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const cause = DatabaseError.from(error);
  if (cause === null) return error;
  switch (cause.failure) {
    case 'constraint':
      return constraintErrors[cause.constraint ?? '']?.() ?? cause;
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

import { AppError } from '#domain/shared/app-error.js';

/** Why an event could not be handled, in words that hold no secret. */
export class EventFailure extends Error {
  override readonly name: string = 'EventFailure';
}

export class HandlerTimeoutError extends EventFailure {
  override readonly name = 'HandlerTimeoutError';
}

/** Trying again does not help. */
export class UnknownVersionError extends EventFailure {
  override readonly name = 'UnknownVersionError';
}

/** Somebody else has taken the subscription over. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** What is recorded of an event whose handling ended with its process. */
export const processEnded = 'The process that handled it ended, or was cut off';

const maxLength = 500;

/**
 * What is stored about a failed event. Only the messages of our own errors are known to be safe; those of
 * others may carry addresses, URLs with credentials or contents, so that name and code must do. The log has
 * the rest.
 */
export function failureText(error: unknown): string {
  return describe(error).slice(0, maxLength);
}

function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join('; ');
  if (error instanceof AppError) return `${error.code}: ${error.message}`;
  if (error instanceof EventFailure) return `${error.name}: ${error.message}`;
  if (!(error instanceof Error)) return 'an unknown failure';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? `${error.name} ${code}` : error.name;
}

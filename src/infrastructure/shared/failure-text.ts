import { AppError } from '#domain/shared/app-error.js';

const maxLength = 500;

/**
 * What is stored about something that failed. Only the messages of our own errors are known to be safe; those of
 * others may carry addresses, URLs with credentials or contents, so that name and code must do. The log has
 * the rest.
 * @param isOurs whether the message of an error holds no secret, beside those of `AppError`.
 */
export function failureText(error: unknown, isOurs: (error: Error) => boolean): string {
  return describe(error, isOurs).slice(0, maxLength);
}

function describe(error: unknown, isOurs: (error: Error) => boolean): string {
  if (error instanceof AggregateError) return error.errors.map((each) => describe(each, isOurs)).join('; ');
  if (error instanceof AppError) return `${error.code}: ${error.message}`;
  if (!(error instanceof Error)) return 'an unknown failure';
  if (isOurs(error)) return `${error.name}: ${error.message}`;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? `${error.name} ${code}` : error.name;
}

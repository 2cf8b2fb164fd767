import { AppError } from '#domain/shared/app-error.js';
import { ConfigurationError } from '#infrastructure/configuration/configuration-error.js';
import { OperatorError, UsageError } from '#infrastructure/operator-error.js';

/** Says why the process cannot go on, to a person where the cause is theirs to mend, and ends it. */
export function fail(error: unknown): never {
  if (error instanceof OperatorError) console.error(error.message);
  else if (error instanceof AppError) console.error(textOf(error));
  else console.error(error);
  process.exit(error instanceof UsageError ? 2 : 1);
}

/** The same for programs. */
export function failureOf(error: unknown): object {
  if (error instanceof UsageError) return { code: 'USAGE', message: error.message };
  if (error instanceof ConfigurationError) {
    return { code: 'CONFIGURATION', message: 'The configuration is not valid', problems: error.problems };
  }
  if (error instanceof OperatorError) return { code: 'FAILED', message: error.message };
  if (error instanceof AppError) {
    const { code, message, details } = error;
    return { code, message, ...(details.length > 0 && { details }) };
  }
  return { code: 'INTERNAL', message: 'Something went wrong: standard error has more' };
}

function textOf({ code, message, details, cause }: AppError): string {
  const reasons = details.map(({ field, message: reason }) => `${field} ${reason}`);
  if (cause instanceof Error) reasons.push(cause.message);
  return [`${code}: ${message}`, ...reasons].join('\n  ');
}

import { AppError } from '#domain/shared/app-error.js';
import { OperatorError } from '#infrastructure/operator-error.js';

/** Says why the process cannot go on, to a person where the cause is theirs to mend, and ends it. */
export function fail(error: unknown): never {
  if (error instanceof OperatorError) console.error(error.message);
  else if (error instanceof AppError) console.error(textOf(error));
  else console.error(error);
  process.exit(1);
}

function textOf({ code, message, details, cause }: AppError): string {
  const reasons = details.map(({ field, message: reason }) => `${field} ${reason}`);
  if (cause instanceof Error) reasons.push(cause.message);
  return [`${code}: ${message}`, ...reasons].join('\n  ');
}

import { AppError } from '#domain/shared/app-error.js';
import { ConfigurationError } from '#infrastructure/config/configuration-error.js';

/** Says why the process cannot go on, to a person where the cause is theirs to mend, and ends it. */
export function fail(error: unknown): never {
  if (error instanceof ConfigurationError) console.error(error.message);
  else if (error instanceof AppError) console.error(textOf(error));
  else console.error(error);
  process.exit(1);
}

function textOf({ code, message, details }: AppError): string {
  const fields = details.map(({ field, message: reason }) => `\n  ${field} ${reason}`);
  return `${code}: ${message}${fields.join('')}`;
}

import { AppError, defineError, type FieldError, isError } from './app-error.js';

export const validationError = defineError('invalid', 'VALIDATION_ERROR', 'The request is invalid.');

/** The error of one field. */
export function invalidField(field: string, message: string): AppError {
  return validationError({ details: [{ field, message }] });
}

type Parsers = Record<string, () => unknown>;
type Parsed<P extends Parsers> = { [K in keyof P]: ReturnType<P[K]> };

/**
 * Runs every parser and reports all invalid fields together.
 * @throws AppError VALIDATION_ERROR with one detail per invalid field.
 */
export function parseAll<P extends Parsers>(parsers: P): Parsed<P> {
  const parsed: Record<string, unknown> = {};
  const details: FieldError[] = [];
  for (const [field, parse] of Object.entries(parsers)) {
    try {
      parsed[field] = parse();
    } catch (error) {
      if (!isError(error, validationError)) throw error;
      details.push(...error.details);
    }
  }
  if (details.length > 0) throw validationError({ details });
  return parsed as Parsed<P>;
}

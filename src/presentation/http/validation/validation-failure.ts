import type { ValidationError } from 'class-validator';
import type { AppError, FieldError } from '#domain/shared/app-error.js';
import { validationError } from '#domain/shared/validation.js';

const maxDetails = 20;

/** One detail per field, and not more of them than a person would read. */
export function validationFailure(faults: readonly FieldError[]): AppError {
  const byField = new Map<string, FieldError>();
  for (const fault of faults) {
    if (byField.size >= maxDetails) break;
    if (!byField.has(fault.field)) byField.set(fault.field, fault);
  }
  return validationError({ details: [...byField.values()] });
}

/** The findings of class-validator, those of nested objects under their path. */
export function faultsOf(errors: readonly ValidationError[], path = ''): readonly FieldError[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const field = `${path}${property}`;
    const [message] = Object.values(constraints);
    const own = message === undefined ? [] : [{ field, message: withoutSubject(message, property) }];
    return [...own, ...faultsOf(children, `${field}.`)];
  });
}

/** `email must be a string` says of `email`: `must be a string`. */
function withoutSubject(message: string, property: string): string {
  if (message === `property ${property} should not exist`) return 'is not a known property';
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

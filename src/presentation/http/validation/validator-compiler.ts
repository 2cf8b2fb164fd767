import { plainToInstance } from 'class-transformer';
import { type ValidatorOptions, validateSync } from 'class-validator';
import type { FastifySchemaCompiler } from 'fastify';
import type { AppError, FieldError } from '#domain/shared/app-error.js';
import { type DtoClass, dtoOfSchema, NoBody, propertiesOfDto } from './dto.js';
import { printable, structuralFaults } from './structure.js';
import { faultsOf, validationFailure } from './validation-failure.js';

const options: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  stopAtFirstError: true,
  validationError: { target: false, value: false },
};

type Verdict = { value: unknown } | { error: AppError };

/** Makes class-validator the validator of Fastify. Nothing is coerced but by a `@Transform` of the DTO. */
export const validatorCompiler: FastifySchemaCompiler<unknown> = ({ schema, httpPart }) => {
  const dto = dtoOfSchema(schema);
  const known = propertiesOfDto(dto);
  if (httpPart === 'querystring') return (query: object) => validate(dto, known, withoutEmpty(query));
  return (input: unknown) => {
    if (input === null || input === undefined) return validateMissing(dto, known);
    if (typeof input !== 'object' || Array.isArray(input)) return refuse('body', 'must be a JSON object');
    return validate(dto, known, input);
  };
};

/** Names the fields that a missing body should have had. */
function validateMissing(dto: DtoClass, known: ReadonlySet<string>): Verdict {
  if (dto === NoBody) return { value: undefined };
  const verdict = validate(dto, known, {});
  return 'error' in verdict ? verdict : refuse('body', 'is required');
}

function validate(dto: DtoClass, known: ReadonlySet<string>, input: object): Verdict {
  const structural = structuralFaults(input);
  if (structural.length > 0) return { error: validationFailure(structural) };
  const unknown: FieldError[] = [];
  const recognised: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    if (known.has(name)) recognised[name] = value;
    else unknown.push({ field: printable(name), message: 'is not a known property' });
  }
  const value = plainToInstance(dto, recognised) as Record<string, unknown>;
  const faults = (known.size === 0 ? [] : faultsOf(validateSync(value, options))).map((fault) =>
    known.has(fault.field) && recognised[fault.field] === undefined
      ? { ...fault, message: 'is required' }
      : fault,
  );
  // What was not sent is absent, not undefined: `exactOptionalPropertyTypes` holds at run time too.
  for (const name in value) if (value[name] === undefined) delete value[name];
  return unknown.length + faults.length > 0
    ? { error: validationFailure([...faults, ...unknown]) }
    : { value };
}

/**
 * A parameter without a value counts as not given, as in `?role=&sort=email`, except `cursor`, whose empty
 * value is the first page.
 */
function withoutEmpty(query: object): object {
  return Object.fromEntries(
    Object.entries(query).filter(([name, value]) => value !== '' || name === 'cursor'),
  );
}

function refuse(field: string, message: string): Verdict {
  return { error: validationFailure([{ field, message }]) };
}

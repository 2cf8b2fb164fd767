import { plainToInstance } from 'class-transformer';
import {
  getMetadataStorage,
  type ValidationError,
  type ValidatorOptions,
  validateSync,
} from 'class-validator';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import type { FastifySchemaCompiler } from 'fastify';
import { AppError, type FieldError } from '#domain/shared/app-error.js';
import { validationError } from '#domain/shared/validation.js';
import { type JsonSchema, named } from '../routing/json-schema.js';
import { domainChecksOf, Optional } from './decorators.js';
import { printable, structuralFaults } from './structure.js';

/** A class whose class-validator decorators describe one part of a request. */
export type DtoClass<Dto = unknown> = new () => Dto;

/** For routes that take no body: `{}` is as good as nothing, and whatever is in it is refused. */
export class NoBody {}

/** Whether a request may come without it, as the class says by `static readonly mayBeAbsent = true`. */
function mayBeAbsent(dto: DtoClass): boolean {
  return 'mayBeAbsent' in dto && dto.mayBeAbsent === true;
}

/** A DTO of which any property may be left out, as PATCH is to PUT. */
export function partialOf<Dto extends object>(dto: DtoClass<Dto>): DtoClass<Partial<Dto>> {
  class Part extends (dto as DtoClass<object>) {}
  for (const name of propertiesOf(dto)) Optional()(Part.prototype, name);
  return Part as DtoClass<Partial<Dto>>;
}

const dtoClass = Symbol('DTO class');

/**
 * The JSON Schema of a DTO, which carries its class, so that Fastify's validator compiler validates with the
 * decorators that the documentation is made of.
 */
export function schemaOfDto(dto: DtoClass): JsonSchema {
  const schema = { ...targetConstructorToSchema(dto), additionalProperties: false };
  return named(dto.name, { ...schema, [dtoClass]: dto });
}

/** Undefined for a schema that was not made by `schemaOfDto`. */
export function dtoOfSchema(schema: unknown): DtoClass | undefined {
  return (schema as { [dtoClass]?: DtoClass } | undefined)?.[dtoClass];
}

/** The names that the decorators of a DTO mention. */
function propertiesOf(dto: DtoClass): ReadonlySet<string> {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(dto, '', true, false);
  return new Set(metadata.map(({ propertyName }) => propertyName));
}

const options: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: false,
  stopAtFirstError: true,
  validationError: { target: false, value: false },
};

const maxDetails = 20;

type Verdict = { value: unknown } | { error: AppError };

/**
 * Makes class-validator the validator of Fastify. Nothing is coerced but by a `@Transform` of the DTO.
 * @throws Error for what no DTO describes: it would not be validated as it reads.
 */
export const validatorCompiler: FastifySchemaCompiler<unknown> = ({ schema, httpPart }) => {
  // Described only: whoever wants a header reads it.
  if (httpPart === 'headers') return () => true;
  const dto = dtoOfSchema(schema);
  if (dto === undefined) throw new Error('Describe requests with DTO classes, not with JSON Schemas');
  const known = propertiesOf(dto);
  if (httpPart === 'querystring') return (query: object) => validate(dto, known, withoutEmpty(query));
  return (input: unknown) => {
    const sent = input ?? {};
    if (typeof sent !== 'object' || Array.isArray(sent)) return refuse('body', 'must be a JSON object');
    const verdict = validate(dto, known, sent);
    const isMissing = sent !== input && known.size > 0 && !mayBeAbsent(dto);
    // Rather than that, the fields that it should have had are named.
    return isMissing && !('error' in verdict) ? refuse('body', 'is required') : verdict;
  };
};

function validate(dto: DtoClass, known: ReadonlySet<string>, input: object): Verdict {
  const structural = structuralFaults(input);
  if (structural.length > 0) return { error: failure(structural) };
  const { sent = [], unknown = [] } = Object.groupBy(Object.entries(input), ([name]) =>
    known.has(name) ? 'sent' : 'unknown',
  );
  const value = plainToInstance(dto, Object.fromEntries(sent)) as Record<string, unknown>;
  // What was not sent is absent, not undefined: `exactOptionalPropertyTypes` holds at run time too.
  for (const name in value) if (value[name] === undefined) delete value[name];
  const faults = [
    ...faultsOf(validateSync(value, options), value),
    ...unknown.map(([name]) => ({ field: printable(name), message: 'is not a known property' })),
  ];
  if (faults.length === 0) return { value };
  return { error: failure([...faults, ...domainFaults(dto, value)]) };
}

/** What the use case would say of the other fields, if it were asked. */
function domainFaults(dto: DtoClass, value: Readonly<Record<string, unknown>>): readonly FieldError[] {
  return [...domainChecksOf(dto.prototype)].flatMap(([field, check]) => {
    const given = value[field];
    if (typeof given !== 'string') return [];
    try {
      check(given);
      return [];
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'invalid') throw error;
      return error.details.map(({ message }) => ({ field, message }));
    }
  });
}

/** The findings of class-validator, those of nested objects under their path. */
function faultsOf(errors: readonly ValidationError[], value: unknown, path = ''): readonly FieldError[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const field = `${path}${property}`;
    const inner = (value as Readonly<Record<string, unknown>> | undefined)?.[property];
    const [message] = inner === undefined ? ['is required'] : Object.values(constraints);
    const own = message === undefined ? [] : [{ field, message: withoutSubject(message, property) }];
    return [...own, ...faultsOf(children, inner, `${field}.`)];
  });
}

/** `email must be a string` says of `email`: `must be a string`. */
function withoutSubject(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
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
  return { error: failure([{ field, message }]) };
}

/** One detail per field, and not more of them than a person would read. */
function failure(faults: readonly FieldError[]): AppError {
  const byField = Map.groupBy(faults, ({ field }) => field);
  return validationError({
    details: [...byField.values()].flatMap(([first]) => first ?? []).slice(0, maxDetails),
  });
}

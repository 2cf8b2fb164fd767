import { getMetadataStorage } from 'class-validator';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import { type JsonSchema, named } from '../routing/json-schema.js';

/** A class whose class-validator decorators describe one part of a request. */
export type DtoClass<Dto = unknown> = new () => Dto;

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
export function propertiesOfDto(dto: DtoClass): ReadonlySet<string> {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(dto, '', true, false);
  return new Set(metadata.map(({ propertyName }) => propertyName));
}

/** For routes that take no body: `{}` is as good as nothing, and whatever is in it is refused. */
export class NoBody {}

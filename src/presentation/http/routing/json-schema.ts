/** A JSON Schema as a constant. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Gives a schema a name, under which the OpenAPI document lists it once and refers to it. */
export function named(name: string, schema: JsonSchema): JsonSchema {
  return { $id: name, ...schema };
}

export function nullable(schema: JsonSchema): JsonSchema {
  return { ...schema, type: [schema.type, 'null'] };
}

type Properties = Readonly<Record<string, JsonSchema>>;

/** @param optional are not always there, as the others are. */
export function objectOf(properties: Properties, optional: Properties = {}): JsonSchema {
  return { type: 'object', properties: { ...properties, ...optional }, required: Object.keys(properties) };
}

export function arrayOf(items: JsonSchema): JsonSchema {
  return { type: 'array', items };
}

export const text: JsonSchema = { type: 'string' };
export const count: JsonSchema = { type: 'integer', minimum: 0 };
export const flag: JsonSchema = { type: 'boolean' };
/** ISO 8601 in UTC with milliseconds. */
export const instant: JsonSchema = {
  type: 'string',
  format: 'date-time',
  examples: ['2026-03-14T09:26:53.589Z'],
};
export const uuid: JsonSchema = {
  type: 'string',
  format: 'uuid',
  examples: ['019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41'],
};

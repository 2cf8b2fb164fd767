import Joi from 'joi';

/** Documentation that Joi has no place of its own for; `describe()` gives it back under `metas`. */
export interface VariableMeta {
  readonly group?: string;
  /** Where the default is computed, or reads better than its value. */
  readonly defaultText?: string;
  /** Where the lower limit is not the same in tests. */
  readonly min?: number;
  readonly isRequiredInProduction?: boolean;
  /** What else production refuses. */
  readonly productionRule?: string;
  /** May come from the file that `<NAME>_FILE` names. */
  readonly isSecret?: boolean;
}

/** The values that come before this one in the schema, parsed and with their defaults. */
export type EarlierValues = Readonly<Record<string, unknown>>;

export function isProduction(values: EarlierValues): boolean {
  return values.NODE_ENV === 'production';
}

export function integer(min: number, max: number): Joi.NumberSchema {
  return Joi.number().integer().min(min).max(max);
}

/** Applies `rules` where the variable `name` is as `is` says. */
export function when<S extends Joi.Schema>(
  schema: S,
  name: string,
  is: Joi.SchemaLike,
  rules: Joi.Schema,
): S {
  // biome-ignore lint/suspicious/noThenProperty: that is what Joi calls it.
  return schema.when(name, { is, then: rules }) as S;
}

/** A number that may be lower in tests, which would otherwise be slow. */
export function costInteger(min: number, max: number, testMin: number): Joi.NumberSchema {
  const schema = Joi.number()
    .integer()
    .max(max)
    .meta({ min } satisfies VariableMeta);
  const lowered = when(schema, 'NODE_ENV', 'test', Joi.number().min(testMin));
  return when(lowered, 'NODE_ENV', Joi.invalid('test'), Joi.number().min(min));
}

export function flag(): Joi.BooleanSchema {
  return Joi.boolean().truthy('1', 'yes', 'on').falsy('0', 'no', 'off');
}

/** A text that `parse` turns into a value. @param parse throws InvalidVariable or AppError. */
export function parsed<T>(parse: (text: string) => T): Joi.StringSchema {
  return Joi.string().trim().custom(parse);
}

export function commaList<T>(parse: (item: string) => T): Joi.StringSchema {
  return parsed((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .map(parse),
  )
    .default([])
    .meta({ defaultText: 'none' } satisfies VariableMeta);
}

/** @param defaultOf runs after the variables before this one in the schema have been parsed. */
export function withDefault<S extends Joi.Schema>(
  schema: S,
  defaultText: string,
  defaultOf: (values: EarlierValues) => unknown,
): S {
  return schema
    .default((values: EarlierValues) => defaultOf(values))
    .meta({
      defaultText,
    } satisfies VariableMeta) as S;
}

/** @param check throws InvalidVariable for a value that is only good enough outside production. */
export function checkedInProduction<S extends Joi.Schema>(schema: S, check: (value: never) => unknown): S {
  return when(
    schema,
    'NODE_ENV',
    'production',
    Joi.custom((value) => check(value as never)),
  );
}

export function requiredInProduction<S extends Joi.Schema>(schema: S): S {
  return when(schema, 'NODE_ENV', 'production', Joi.required()).meta({
    isRequiredInProduction: true,
  } satisfies VariableMeta) as S;
}

export function secret<S extends Joi.Schema>(schema: S): S {
  return schema.meta({ isSecret: true } satisfies VariableMeta) as S;
}

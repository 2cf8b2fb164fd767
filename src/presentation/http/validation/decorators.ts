import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsString,
  ValidateBy,
  ValidateIf,
  type ValidationOptions,
} from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import type { JsonSchema } from '../routing/json-schema.js';

interface Documentation {
  readonly description?: string;
  readonly example?: unknown;
  /** For the reader: rules that the domain enforces, with a message that says more. */
  readonly schema?: JsonSchema;
}

function all(...decorators: readonly PropertyDecorator[]): PropertyDecorator {
  return (target, property) => {
    for (const decorate of decorators) decorate(target, property);
  };
}

export function documented({ description, example, schema }: Documentation): PropertyDecorator {
  return JSONSchema({
    ...(description === undefined ? {} : { description }),
    ...(example === undefined ? {} : { examples: [example] }),
    ...schema,
  }) as PropertyDecorator;
}

/** May be left out. Unlike `@IsOptional`, null is not absence: it would reach the use case. */
export function Optional(): PropertyDecorator {
  return ValidateIf((_dto, value) => value !== undefined);
}

/**
 * A string of at most `max` UTF-16 code units, never coerced. Counted here, because the `isLength` of the
 * validator package leaves out variation selectors (CVE-2025-12758).
 */
export function Text({ max, ...documentation }: Documentation & { readonly max: number }): PropertyDecorator {
  return all(IsString({ message: 'must be a string' }), MaxUnits(max), documented(documentation));
}

function MaxUnits(max: number, options: ValidationOptions = {}): PropertyDecorator {
  return ValidateBy(
    {
      name: 'maxLength',
      constraints: [max],
      validator: {
        validate: (value) => typeof value === 'string' && value.length <= max,
        defaultMessage: () => `must have at most ${max} characters`,
      },
    },
    options,
  );
}

export function Flag(documentation: Documentation = {}): PropertyDecorator {
  return all(IsBoolean({ message: 'must be true or false' }), documented(documentation));
}

export function OneOf(values: readonly string[], documentation: Documentation = {}): PropertyDecorator {
  const message = `must be one of ${values.join(', ')}`;
  return all(IsIn([...values], { message }), documented(documentation));
}

/** An array of few short strings. */
export function TextList({
  maxItems,
  max,
  ...documentation
}: Documentation & { readonly maxItems: number; readonly max: number }): PropertyDecorator {
  return all(
    IsArray({ message: 'must be an array' }),
    ArrayMaxSize(maxItems, { message: `must have at most ${maxItems} elements` }),
    IsString({ each: true, message: 'must hold strings only' }),
    MaxUnits(max, { each: true, message: `must hold strings of at most ${max} characters` }),
    documented(documentation),
  );
}

/** Turns the text of a query parameter into a value; what `parse` does not know stays text and is refused. */
export function Parsed(parse: (text: string) => unknown): PropertyDecorator {
  return Transform(({ value }) => (typeof value === 'string' ? parse(value) : value));
}

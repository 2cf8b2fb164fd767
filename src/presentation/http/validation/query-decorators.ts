import { isUuid } from '#domain/shared/ids.js';
import type { JsonSchema } from '../routing/json-schema.js';
import { Parsed, property } from './decorators.js';

interface Options {
  readonly description?: string;
}

const integer = /^-?\d{1,9}$/;
const date =
  /^(\d{4})-(\d{2})-(\d{2})(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d))?$/;

/** A query parameter: parsed strictly (null: not one), then checked, with the schema that says so. */
function parameter<Value>(
  parse: (text: string) => Value | null,
  isValid: (value: unknown) => boolean,
  message: string,
  schema: JsonSchema,
): PropertyDecorator {
  const check = property((value) => (isValid(value) ? null : message), schema);
  return (target, name) => {
    Parsed(parse)(target, name);
    check(target, name);
  };
}

export function IntegerParameter(
  range: Options & { min: number; max: number; default?: number },
): PropertyDecorator {
  const { min: minimum, max: maximum, ...rest } = range;
  return parameter(
    (text) => (integer.test(text) ? Number(text) : null),
    (value) => typeof value === 'number' && value >= minimum && value <= maximum,
    `must be a whole number from ${minimum} to ${maximum}`,
    { type: 'integer', minimum, maximum, ...rest },
  );
}

const flags = new Map([
  ['true', true],
  ['false', false],
]);

export function FlagParameter(options: Options = {}): PropertyDecorator {
  return parameter(
    (text) => flags.get(text) ?? null,
    (value) => typeof value === 'boolean',
    'must be true or false',
    { type: 'boolean', ...options },
  );
}

/** ISO 8601: a date, which begins at midnight UTC, or a time with its offset. */
export function InstantParameter(options: Options = {}): PropertyDecorator {
  return parameter(
    parseInstant,
    (value) => value instanceof Date,
    'must be a date, such as 2026-03-14, or a time with its zone, such as 2026-03-14T09:26:53Z',
    {
      anyOf: [
        { type: 'string', format: 'date' },
        { type: 'string', format: 'date-time' },
      ],
      ...options,
    },
  );
}

function parseInstant(text: string): Date | null {
  const [, year, month, day] = date.exec(text) ?? [];
  if (day === undefined) return null;
  // `new Date` would read 30 February as 2 March.
  const midnight = new Date(`${year}-${month}-${day}T00:00:00Z`);
  const isReal = !Number.isNaN(midnight.getTime()) && midnight.getUTCDate() === Number(day);
  return isReal ? new Date(text) : null;
}

/** In lower case, which is how ids are stored. */
export function UuidParameter(options: Options = {}): PropertyDecorator {
  return parameter(
    (text) => text.toLowerCase(),
    (value) => typeof value === 'string' && isUuid(value),
    'must be a UUID',
    { type: 'string', format: 'uuid', ...options },
  );
}

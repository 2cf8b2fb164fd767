import { Transform } from 'class-transformer';
import { isUuid } from '#domain/shared/ids.js';
import type { JsonSchema } from '../routing/json-schema.js';
import { Flag, property } from './decorators.js';

interface Options {
  readonly description?: string;
  readonly example?: string;
}

/** A query parameter: parsed strictly (null: it stays text, and is refused), then checked. */
export function parameter(parse: (text: string) => unknown, check: PropertyDecorator): PropertyDecorator {
  const transform = Transform(({ value }) => (typeof value === 'string' ? (parse(value) ?? value) : value));
  return (target, name) => {
    transform(target, name);
    check(target, name);
  };
}

export function IntegerParameter({
  min: minimum,
  max: maximum,
  ...rest
}: Options & { min: number; max: number; default?: number }): PropertyDecorator {
  const isInRange = (value: unknown) => typeof value === 'number' && value >= minimum && value <= maximum;
  return parameter(
    (text) => (/^-?\d{1,9}$/.test(text) ? Number(text) : null),
    property((value) => (isInRange(value) ? null : `must be a whole number from ${minimum} to ${maximum}`), {
      type: 'integer',
      minimum,
      maximum,
      ...rest,
    }),
  );
}

export function FlagParameter(options: Options = {}): PropertyDecorator {
  return parameter((text) => (text === 'true' ? true : text === 'false' ? false : null), Flag(options));
}

const dateOrTime: JsonSchema = {
  anyOf: [
    { type: 'string', format: 'date' },
    { type: 'string', format: 'date-time' },
  ],
};

/** ISO 8601: a date, which begins at midnight UTC, or a time with its offset. */
export function InstantParameter(options: Options = {}): PropertyDecorator {
  const message = 'must be a date, such as 2026-03-14, or a time with its zone, such as 2026-03-14T09:26:53Z';
  return parameter(
    parseInstant,
    property((value) => (value instanceof Date ? null : message), dateOrTime, options),
  );
}

const instant =
  /^(\d{4})-(\d{2})-(\d{2})(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d))?$/;

function parseInstant(text: string): Date | null {
  const [, year, month, day] = instant.exec(text) ?? [];
  if (day === undefined) return null;
  // `new Date` would read 30 February as 2 March.
  const midnight = new Date(`${year}-${month}-${day}T00:00:00Z`);
  const isReal = !Number.isNaN(midnight.getTime()) && midnight.getUTCDate() === Number(day);
  return isReal ? new Date(text) : null;
}

/** In lower case, which is how ids are stored. */
const idOrName = /^[A-Za-z0-9][A-Za-z0-9_:-]{0,127}$/;

/** A UUID in whatever case, or a name of letters, digits, `_`, `:` and `-`. */
export function IdOrNameParameter(options: Options = {}): PropertyDecorator {
  const faultOf = (value: unknown) =>
    typeof value === 'string' && idOrName.test(value) ? null : 'must be an id or a name';
  return parameter(
    (text) => (isUuid(text.toLowerCase()) ? text.toLowerCase() : text),
    property(faultOf, { type: 'string', maxLength: 128, pattern: idOrName.source }, options),
  );
}

export function UuidParameter(options: Options = {}): PropertyDecorator {
  const faultOf = (value: unknown) => (typeof value === 'string' && isUuid(value) ? null : 'must be a UUID');
  return parameter(
    (text) => text.toLowerCase(),
    property(faultOf, { type: 'string', format: 'uuid' }, options),
  );
}

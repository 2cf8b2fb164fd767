import { ValidateBy, ValidateIf } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import type { JsonSchema } from '../routing/json-schema.js';

interface Documentation {
  readonly description?: string;
  readonly example?: unknown;
  /** For the reader: rules that the domain enforces, with a message that says more. */
  readonly schema?: JsonSchema;
  /** Throws what the domain has against a value. Asked only where the request is refused anyway, to tell all at once. */
  readonly domain?: (value: string) => unknown;
}

const domainChecks = new Map<object, Map<string, (value: string) => unknown>>();

/** Those of a DTO and of what it extends, by property. */
export function domainChecksOf(prototype: object | null): ReadonlyMap<string, (value: string) => unknown> {
  if (prototype === null) return new Map();
  const inherited = domainChecksOf(Object.getPrototypeOf(prototype));
  return new Map([...inherited, ...(domainChecks.get(prototype) ?? [])]);
}

/** What a property is: what is wrong with a value (null: nothing), and the schema that says so. */
export function property(
  faultOf: (value: unknown) => string | null,
  rules: JsonSchema,
  { example, schema, domain, ...documentation }: Documentation = {},
): PropertyDecorator {
  const check = ValidateBy({
    name: 'property',
    validator: {
      validate: (value) => faultOf(value) === null,
      defaultMessage: (found) => faultOf(found?.value) ?? '',
    },
  });
  const examples = example === undefined ? {} : { examples: [example] };
  const described = { ...rules, ...documentation, ...examples, ...schema };
  // A function, because what is only given is merged with what the library makes of the type.
  const describe = JSONSchema(() => described) as PropertyDecorator;
  return (target, name) => {
    check(target, name as string);
    describe(target, name);
    if (domain === undefined) return;
    const checks = domainChecks.get(target) ?? new Map();
    domainChecks.set(target, checks.set(name as string, domain));
  };
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
  return property(
    (value) => {
      if (typeof value !== 'string') return 'must be a string';
      return value.length <= max ? null : `must have at most ${max} characters`;
    },
    { type: 'string', maxLength: max },
    documentation,
  );
}

/** Like `Text`, or null. */
export function NullableText({
  max,
  ...documentation
}: Documentation & { readonly max: number }): PropertyDecorator {
  return property(
    (value) => {
      if (value !== null && typeof value !== 'string') return 'must be a string or null';
      return value === null || value.length <= max ? null : `must have at most ${max} characters`;
    },
    { type: ['string', 'null'], maxLength: max },
    documentation,
  );
}

/** Any JSON object; how large it may be, the domain says. */
export function JsonObject(documentation: Documentation = {}): PropertyDecorator {
  return property(
    (value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) ? null : 'must be an object',
    { type: 'object', additionalProperties: true, maxProperties: 200 },
    documentation,
  );
}

export function Flag(documentation: Documentation = {}): PropertyDecorator {
  const faultOf = (value: unknown) => (typeof value === 'boolean' ? null : 'must be true or false');
  return property(faultOf, { type: 'boolean' }, documentation);
}

export function OneOf(values: readonly string[], documentation: Documentation = {}): PropertyDecorator {
  return property(
    (value) => (values.includes(value as string) ? null : `must be one of ${values.join(', ')}`),
    { type: 'string', enum: [...values] },
    documentation,
  );
}

/** An array of few short strings. */
export function TextList({
  maxItems,
  max,
  ...documentation
}: Documentation & { readonly maxItems: number; readonly max: number }): PropertyDecorator {
  return property(
    (value) => {
      if (!Array.isArray(value)) return 'must be an array';
      if (value.length > maxItems) return `must have at most ${maxItems} elements`;
      if (value.some((item) => typeof item !== 'string')) return 'must hold strings only';
      return value.some(({ length }) => length > max)
        ? `must hold strings of at most ${max} characters`
        : null;
    },
    { type: 'array', maxItems, items: { type: 'string', maxLength: max } },
    documentation,
  );
}

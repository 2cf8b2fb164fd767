import Joi from 'joi';
import { InvalidValue } from './configuration-error.js';

declare const parsed: unique symbol;

/** Values of the settings that come before this one, parsed and with their defaults, by variable. */
export type EarlierValues = Readonly<Record<string, unknown>>;

/** One environment variable: everything that is known of it is written here, and nowhere else. */
export interface Setting<T> {
  readonly variable: string;
  readonly schema: Joi.Schema;
  readonly documentation: SettingDocumentation;
  readonly [parsed]?: T;
}

export interface SettingDocumentation {
  readonly meaning: string;
  readonly example: string | number | boolean;
  readonly unit: string | undefined;
  readonly defaultText: string;
  /** Which values it takes, but for the unit. */
  readonly values: string;
  readonly isRequiredInProduction: boolean;
  readonly productionRule: string | undefined;
  /** May come from the file that `<VARIABLE>_FILE` names. */
  readonly isSecret: boolean;
}

export interface SettingOptions<T> {
  readonly meaning: string;
  readonly example: string | number | boolean;
  readonly unit?: string;
  /** Without one, the value is undefined where the variable is not set. */
  readonly default?: T | ((earlier: EarlierValues) => T);
  /** Where the default is computed, or reads better than its value. */
  readonly defaultText?: string;
  readonly isSecret?: boolean;
  readonly production?: {
    readonly isRequired?: boolean;
    /** Required where this other variable is set. */
    readonly isRequiredWith?: string;
    /** Throws `InvalidValue` for what is only good enough outside production, unless an earlier setting allows it. */
    readonly check?: (value: T, earlier: EarlierValues) => unknown;
    /** What `check`, or the schema, refuses in production. */
    readonly rule?: string;
  };
}

type Given<O> = O extends { readonly default: unknown } ? never : undefined;

/** `NODE_ENV`, on which other settings depend. */
export function isProduction(earlier: EarlierValues): boolean {
  return earlier.NODE_ENV === 'production';
}

export function integer<const O extends SettingOptions<number>>(
  variable: string,
  options: O & {
    readonly from: number;
    /** A number, or the variable that holds it. */
    readonly to: number | string;
    /** The lower limit in tests, which would otherwise be slow. */
    readonly testFrom?: number;
  },
): Setting<number | Given<O>> {
  const { from, to, testFrom } = options;
  let schema = Joi.number()
    .integer()
    .max(typeof to === 'string' ? Joi.ref(to) : to);
  schema =
    testFrom === undefined
      ? schema.min(from)
      : schema.when('NODE_ENV', {
          is: 'test',
          // biome-ignore lint/suspicious/noThenProperty: that is what Joi calls it.
          then: Joi.number().min(testFrom),
          otherwise: Joi.number().min(from),
        });
  return setting(variable, schema, `${from} to ${typeof to === 'string' ? `\`${to}\`` : to}`, options);
}

export function flag<const O extends SettingOptions<boolean>>(
  variable: string,
  options: O,
): Setting<boolean | Given<O>> {
  const schema = Joi.boolean().truthy('1', 'yes', 'on').falsy('0', 'no', 'off');
  return setting(variable, schema, '`true`, `false`', options);
}

export function oneOf<const V extends string, const O extends SettingOptions<V>>(
  variable: string,
  values: readonly V[],
  options: O & { readonly refusedInProduction?: V },
): Setting<V | Given<O>> {
  const listed = values.map((value) => `\`${value}\``).join(', ');
  const schema = Joi.string().valid(...values);
  const { refusedInProduction: refused } = options;
  const complete = refused === undefined ? schema : inProduction(schema, Joi.invalid(refused));
  return setting(variable, complete, listed, options);
}

/** @param parse throws `InvalidValue`, or an AppError of the domain, whose message is shown. */
export function parsedText<T, const O extends SettingOptions<T>>(
  variable: string,
  parse: (text: string) => T,
  options: O & { readonly isTrimmed?: boolean },
): Setting<T | Given<O>> {
  const text = options.isTrimmed === false ? Joi.string() : Joi.string().trim();
  return setting(variable, text.custom(parse), '', options);
}

export function text<const O extends SettingOptions<string>>(
  variable: string,
  options: O & { readonly maxLength?: number },
): Setting<string | Given<O>> {
  const { maxLength } = options;
  const schema = maxLength === undefined ? Joi.string() : Joi.string().max(maxLength);
  return setting(variable, schema, maxLength === undefined ? '' : `up to ${maxLength} characters`, options);
}

/** Comma-separated; empty by default. */
export function list<T>(
  variable: string,
  parse: (item: string) => T,
  options: Omit<SettingOptions<readonly T[]>, 'default' | 'defaultText'> & {
    /** Throws `InvalidValue` for items that are wrong only together. */
    readonly checkAll?: (items: readonly T[]) => void;
  },
): Setting<readonly T[]> {
  const items = (text: string) => {
    const parsedItems = text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .map(parse);
    options.checkAll?.(parsedItems);
    return parsedItems;
  };
  const all = { ...options, default: [] as readonly T[], defaultText: 'none' };
  return setting(variable, Joi.string().custom(items), '', all);
}

function setting<T, const O extends SettingOptions<T>>(
  variable: string,
  schema: Joi.Schema,
  values: string,
  options: O,
): Setting<T | Given<O>> {
  const { default: fallback, production = {}, meaning, example, unit } = options;
  let complete = schema;
  if (typeof fallback === 'function') {
    complete = complete.default((earlier: EarlierValues) => (fallback as (v: EarlierValues) => T)(earlier));
  } else if (fallback !== undefined) complete = complete.default(fallback);
  const { check, isRequired = false, isRequiredWith } = production;
  if (check !== undefined)
    complete = inProduction(
      complete,
      Joi.custom((value, { state }) => {
        check(value, state.ancestors[0]);
        return value;
      }),
    );
  if (isRequired) complete = inProduction(complete, Joi.required());
  if (isRequiredWith !== undefined) {
    const required = inProduction(Joi.any(), Joi.required());
    // biome-ignore lint/suspicious/noThenProperty: that is what Joi calls it.
    complete = complete.when(isRequiredWith, { is: Joi.exist(), then: required });
  }
  return {
    variable,
    schema: complete,
    documentation: {
      meaning,
      example,
      unit,
      defaultText: options.defaultText ?? (fallback === undefined ? 'none' : `\`${String(fallback)}\``),
      values,
      isRequiredInProduction: isRequired,
      productionRule: production.rule,
      isSecret: options.isSecret ?? false,
    },
  };
}

function inProduction(schema: Joi.Schema, rules: Joi.Schema): Joi.Schema {
  // biome-ignore lint/suspicious/noThenProperty: that is what Joi calls it.
  return schema.when('NODE_ENV', { is: 'production', then: rules });
}

export { InvalidValue };

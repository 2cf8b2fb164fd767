import Joi from 'joi';
import type { VariableMeta } from './variable-types.js';
import { type CacheVariables, cacheVariables } from './variables/cache.js';
import { type DatabaseVariables, databaseVariables } from './variables/database.js';
import { type HttpVariables, httpVariables } from './variables/http.js';
import { type LimitVariables, limitVariables } from './variables/limits.js';
import { type OperationVariables, operationVariables } from './variables/operations.js';
import { type PasswordVariables, passwordVariables } from './variables/passwords.js';
import { type SecretVariables, secretVariables } from './variables/secrets.js';
import { type TokenVariables, tokenVariables } from './variables/tokens.js';

export type Variables = HttpVariables &
  DatabaseVariables &
  CacheVariables &
  SecretVariables &
  TokenVariables &
  PasswordVariables &
  LimitVariables &
  OperationVariables;

function group(title: string, variables: Record<string, Joi.Schema>): Record<string, Joi.Schema> {
  const meta: VariableMeta = { group: title };
  return Object.fromEntries(Object.entries(variables).map(([name, schema]) => [name, schema.meta(meta)]));
}

/** Every environment variable that the service reads. Defaults may depend on variables further up. */
export const configurationSchema = Joi.object<Variables>({
  ...group('HTTP', httpVariables),
  ...group('Storage', databaseVariables),
  ...group('Cache', cacheVariables),
  ...group('Secrets and the first administrator', secretVariables),
  ...group('Tokens and sessions', tokenVariables),
  ...group('Password hashing', passwordVariables),
  ...group('Lockout and rate limits', limitVariables),
  ...group('Events and logs', operationVariables),
});

export interface VariableDescription {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly unit: string | undefined;
  readonly defaultValue: unknown;
  readonly example: string;
  readonly allowed: readonly unknown[];
  /** A number, or the variable that holds it. */
  readonly min: number | string | undefined;
  readonly max: number | string | undefined;
  readonly meta: VariableMeta;
}

/** What the schema says of itself, in its order. */
export function describeVariables(): readonly VariableDescription[] {
  const { keys } = configurationSchema.describe() as unknown as { keys: Record<string, KeyDescription> };
  return Object.entries(keys).map(([name, key]) => describeVariable(name, key));
}

interface KeyDescription {
  readonly type: string;
  readonly flags: { readonly description: string; readonly unit?: string; readonly default?: unknown };
  readonly examples: readonly unknown[];
  readonly allow?: readonly unknown[];
  readonly metas: readonly VariableMeta[];
  readonly rules?: readonly {
    readonly name: string;
    readonly args?: { readonly limit: number | { readonly ref: { readonly path: readonly string[] } } };
  }[];
}

function describeVariable(name: string, key: KeyDescription): VariableDescription {
  const meta: VariableMeta = Object.assign({}, ...key.metas);
  const limitOf = (rule: string) => {
    const limit = key.rules?.find((candidate) => candidate.name === rule)?.args?.limit;
    return typeof limit === 'object' ? `\`${limit.ref.path.join('.')}\`` : limit;
  };
  return {
    name,
    type: key.type,
    description: key.flags.description,
    unit: key.flags.unit,
    defaultValue: key.flags.default,
    example: String(key.examples[0]),
    allowed: (key.allow ?? []).filter((value) => typeof value === 'string'),
    min: meta.min ?? limitOf('min'),
    max: limitOf('max'),
    meta,
  };
}

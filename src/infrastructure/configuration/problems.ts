import Joi from 'joi';
import { AppError } from '#domain/shared/app-error.js';
import { type ConfigurationProblem, InvalidValue } from './configuration-error.js';
import type { Setting } from './setting.js';

type Context = Joi.Context & {
  readonly limit?: number | Joi.Reference;
  readonly valids?: readonly unknown[];
  readonly error?: Error;
};

/** Joi's own messages repeat the value, which may be a secret, so none of them is used. */
const problemTexts: Record<string, (context: Context) => string> = {
  'any.required': () => 'is required',
  'any.only': ({ valids = [] }) => `must be one of ${valids.join(', ')}`,
  'number.base': () => 'must be a number',
  'number.unsafe': () => 'must be a number of reasonable size',
  'number.infinity': () => 'must be a finite number',
  'number.integer': () => 'must be a whole number',
  'number.min': ({ limit }) => `must be at least ${limitText(limit)}`,
  'number.max': ({ limit }) => `must be at most ${limitText(limit)}`,
  'boolean.base': () => 'must be true or false',
  'string.hostname': () => 'must be an IP address or host name',
  'string.max': ({ limit }) => `must have at most ${limitText(limit)} characters`,
};

function limitText(limit: Context['limit']): string {
  return Joi.isRef(limit) ? String(limit.key) : String(limit);
}

export function toProblem(
  detail: Joi.ValidationErrorItem,
  setting: Setting<unknown> | undefined,
): ConfigurationProblem {
  const context = (detail.context ?? {}) as Context;
  const variable = String(detail.path[0]);
  const example = `Example: ${variable}=${setting?.documentation.example}`;
  const { error } = context;
  if (error instanceof InvalidValue) {
    return { variable, problem: error.problem, remedy: error.remedy ?? example };
  }
  if (error instanceof AppError) {
    return { variable, problem: error.details[0]?.message ?? error.message, remedy: example };
  }
  return { variable, problem: problemTexts[detail.type]?.(context) ?? 'is not valid', remedy: example };
}

import { readFileSync } from 'node:fs';
import Joi from 'joi';
import { ConfigurationError } from './configuration-error.js';
import { findMisspelt } from './misspelt-variables.js';
import { toProblem } from './problems.js';
import { type EnvironmentVariables, type ReadFile, withSecretFiles } from './secret-files.js';
import type { Setting } from './setting.js';

/**
 * Parses the environment. Unknown variables are ignored (`findMisspelt`), and an empty one counts as not set. Defaults may depend
 * on settings further up.
 * @returns values by variable.
 * @throws ConfigurationError with everything that is wrong, and no value of a secret.
 */
export function loadSettings(
  settings: readonly Setting<unknown>[],
  environment: EnvironmentVariables,
  readFile: ReadFile = (path) => readFileSync(path, 'utf8'),
): Readonly<Record<string, unknown>> {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const secrets = settings.filter(({ documentation }) => documentation.isSecret);
  const { values, problems } = withSecretFiles(
    present,
    secrets.map(({ variable }) => variable),
    readFile,
  );
  const schema = Joi.object(Object.fromEntries(settings.map(({ variable, schema: one }) => [variable, one])));
  const { value, error } = schema.validate(values, { abortEarly: false, stripUnknown: true });
  for (const detail of error?.details ?? []) {
    const found = settings.find(({ variable }) => variable === String(detail.path[0]));
    const problem = toProblem(detail, found);
    // One for each variable: the others would follow from the first.
    if (!problems.some(({ variable }) => variable === problem.variable)) problems.push(problem);
  }
  if (problems.length > 0) throw new ConfigurationError(problems, findMisspelt(settings, environment));
  return deepFreeze(value as Record<string, unknown>);
}

function deepFreeze<T>(value: T): T {
  // The elements of a buffer cannot be frozen.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  for (const nested of Object.values(value)) deepFreeze(nested);
  return Object.freeze(value);
}

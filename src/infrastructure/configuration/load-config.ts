import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from './config.js';
import { ConfigurationError } from './configuration-error.js';
import { toProblem } from './problems.js';
import { configurationSchema, describeVariables, type Variables } from './schema.js';
import { type EnvironmentVariables, type ReadFile, withSecretFiles } from './secret-files.js';
import { toCacheConfig } from './variables/cache.js';
import { toDatabaseConfig } from './variables/database.js';
import { toHttpConfig } from './variables/http.js';
import { toLockoutSettings, toRateLimits } from './variables/limits.js';
import { toEventsConfig, toLogConfig, toRequestLogConfig } from './variables/operations.js';
import { toPasswordConfig } from './variables/passwords.js';
import { toFirstAdminConfig } from './variables/secrets.js';
import { toSessionSettings, toTokenConfig } from './variables/tokens.js';

/**
 * Parses the environment once. Unknown variables are ignored, and an empty one counts as not set.
 * @throws ConfigurationError with everything that is wrong, and no value of a secret.
 */
export function loadConfig(
  environment: EnvironmentVariables,
  readFile: ReadFile = (path) => readFileSync(path, 'utf8'),
): Config {
  const present = withoutEmpty(environment);
  // Joi takes 50 ms to describe the schema, which a start without secret files and mistakes does not wait for.
  const secrets = Object.keys(present).some((name) => name.endsWith('_FILE')) ? namesOfSecrets() : [];
  const { values, problems } = withSecretFiles(present, secrets, readFile);

  const { value, error } = configurationSchema.validate(values, { abortEarly: false, stripUnknown: true });
  const descriptions = error === undefined ? [] : describeVariables();
  for (const detail of error?.details ?? []) {
    const problem = toProblem(
      detail,
      descriptions.find(({ name }) => name === String(detail.path[0])),
    );
    // One for each variable: the others would follow from the first.
    if (!problems.some(({ variable }) => variable === problem.variable)) problems.push(problem);
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return deepFreeze(toConfig(value as Variables));
}

function namesOfSecrets(): readonly string[] {
  return describeVariables()
    .filter(({ meta }) => meta.isSecret)
    .map(({ name }) => name);
}

function toConfig(variables: Variables): Config {
  const database = toDatabaseConfig(variables);
  return {
    environment: variables.NODE_ENV,
    http: { ...toHttpConfig(variables), ...toRequestLogConfig(variables) },
    database,
    cache: toCacheConfig(variables),
    tokens: toTokenConfig(variables),
    passwords: toPasswordConfig(variables),
    sessions: toSessionSettings(variables),
    lockout: toLockoutSettings(variables),
    rateLimits: toRateLimits(variables),
    encryption: {
      keys: variables.ENCRYPTION_KEY,
      directory: database.kind === 'memory' ? null : resolve(variables.DATA_DIR),
    },
    firstAdmin: toFirstAdminConfig(variables),
    events: toEventsConfig(variables),
    log: toLogConfig(variables),
  };
}

function withoutEmpty(environment: EnvironmentVariables): EnvironmentVariables {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
}

function deepFreeze<T>(value: T): T {
  // The elements of a buffer cannot be frozen.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  for (const nested of Object.values(value)) deepFreeze(nested);
  return Object.freeze(value);
}

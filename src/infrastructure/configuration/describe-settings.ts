import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { loadSettings } from './load-settings.js';
import type { EnvironmentVariables } from './secret-files.js';
import type { Setting } from './setting.js';

export type SettingSource = 'environment' | '.env' | 'secret file' | 'default';

export interface DescribedSetting {
  readonly variable: string;
  /** As it is written; null for a secret that is not set, and for what has no default. */
  readonly value: string | null;
  readonly source: SettingSource;
}

const mask = '********';

/**
 * Where each value comes from, also of a configuration that is not valid.
 * @param directory that may have a `.env`: what the environment has as it says there is taken to be from there.
 */
export function describeSettings(
  settings: readonly Setting<unknown>[],
  environment: EnvironmentVariables,
  directory: string,
): readonly DescribedSetting[] {
  const file = readEnvFile(directory);
  const defaults = defaultsOf(settings, environment);
  return settings.map(({ variable, documentation: { isSecret } }) => {
    const given = environment[variable] || undefined;
    const path = isSecret ? environment[`${variable}_FILE`] || undefined : undefined;
    if (given !== undefined) {
      const source = file[variable] === given ? '.env' : 'environment';
      return { variable, value: isSecret ? mask : given, source };
    }
    if (path !== undefined) return { variable, value: mask, source: 'secret file' };
    const value = isSecret ? null : textOf(defaults[variable]);
    return { variable, value, source: 'default' };
  });
}

function readEnvFile(directory: string): EnvironmentVariables {
  try {
    return parseEnv(readFileSync(join(directory, '.env'), 'utf8'));
  } catch {
    return {};
  }
}

/** Some depend on other settings, so all are parsed; where that fails they are not told. */
function defaultsOf(
  settings: readonly Setting<unknown>[],
  environment: EnvironmentVariables,
): Readonly<Record<string, unknown>> {
  try {
    return loadSettings(settings, environment);
  } catch {
    return {};
  }
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

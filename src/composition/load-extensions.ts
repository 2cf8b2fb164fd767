import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OperatorError } from '#infrastructure/operator-error.js';
import type { Feature } from './define-feature.js';

/** What `gatehouse.config.ts` exports by default. */
export interface ServiceConfig {
  /** Beside the built-in ones. */
  readonly features: readonly Feature[];
}

export function defineConfig(config: ServiceConfig): ServiceConfig {
  return config;
}

/** Compiled before as it stands: Node takes the types out of TypeScript, but knows no decorators. */
const places = ['gatehouse.config.js', 'dist/gatehouse.config.js', 'gatehouse.config.ts'];

/**
 * The features that a team has added in `gatehouse.config.ts`: the file that `GATEHOUSE_CONFIG` names, or the first of
 * the usual ones in the working directory; none where there is no such file.
 * @throws OperatorError for a file that is missing, does not load or is no configuration.
 */
export async function loadExtensions(
  named: string | undefined = process.env.GATEHOUSE_CONFIG,
  directory = process.cwd(),
): Promise<readonly Feature[]> {
  const file =
    named === undefined || named === ''
      ? places.map((place) => join(directory, place)).find((path) => existsSync(path))
      : resolve(directory, named);
  if (file === undefined) return [];
  const loaded = await importFrom(file);
  const config = loaded.default as Partial<ServiceConfig> | undefined;
  if (!Array.isArray(config?.features)) {
    throw new OperatorError(`${file} must export defineConfig({ features: [...] }) by default`);
  }
  return config.features;
}

async function importFrom(file: string): Promise<{ readonly default?: unknown }> {
  if (!existsSync(file)) throw new OperatorError(`There is no file ${file}, which GATEHOUSE_CONFIG names`);
  try {
    return await import(pathToFileURL(file).href);
  } catch (cause) {
    const hint = file.endsWith('.ts') ? ' Build it first: decorators have to be compiled.' : '';
    throw new OperatorError(`${file} does not load: ${(cause as Error).message}.${hint}`, { cause });
  }
}

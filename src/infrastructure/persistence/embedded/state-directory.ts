import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isRoot } from './account.js';

/**
 * Where state lives when the service is root: PostgreSQL then runs as another account, which often cannot
 * reach the checkout (a 0700 home directory). It is used even if it could, so that a later chmod of some
 * parent directory never makes the service look for its data elsewhere.
 */
export const ROOT_STATE_DIRECTORY = '/var/lib/gatehouse';

export interface StateDirectory {
  readonly path: string;
  /** PGDATA. */
  readonly cluster: string;
  readonly passwordFile: string;
  readonly logFile: string;
  readonly lockFile: string;
  readonly pidFile: string;
}

/**
 * The directory that really holds the state of `directory`: itself, or for root a directory of its own below
 * {@link ROOT_STATE_DIRECTORY}. The service may keep its own files in it.
 */
export function resolveStateDirectory(directory: string): string {
  const path = canonicalPath(resolve(directory));
  if (!isRoot()) return path;
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 12);
  const name = basename(dirname(path)).replaceAll(/[^\w.-]/g, '_');
  return join(ROOT_STATE_DIRECTORY, `${name}-${hash}`);
}

export async function prepareStateDirectory(directory: string): Promise<StateDirectory> {
  const path = resolveStateDirectory(directory);
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (isRoot()) {
    // Explicitly, for the umask may be 077: the account of PostgreSQL passes through, but lists nothing.
    await chmod(ROOT_STATE_DIRECTORY, 0o755);
    await chmod(path, 0o711);
  }
  return {
    path,
    cluster: join(path, 'postgres'),
    passwordFile: join(path, 'postgres.password'),
    logFile: join(path, 'postgres.log'),
    lockFile: join(path, 'service.lock'),
    pidFile: join(path, 'service.pid'),
  };
}

/** One name for one place, also while its last parts do not exist yet. */
function canonicalPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error;
    return join(canonicalPath(parent), basename(path));
  }
}

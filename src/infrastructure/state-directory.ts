import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * Where state lives when the service is root: the embedded PostgreSQL then runs as another account, which often
 * cannot reach the checkout (a 0700 home directory). It is used even if it could, so that a later chmod of some
 * parent directory never makes the service look for its data elsewhere.
 */
const ROOT_STATE_DIRECTORY = '/var/lib/gatehouse';

/**
 * The directory that really holds the state of `DATA_DIR`, the embedded database and the encryption key: itself,
 * or for root a directory of its own below /var/lib/gatehouse.
 */
export function resolveStateDirectory(directory: string): string {
  const path = canonicalPath(resolve(directory));
  if (process.geteuid?.() !== 0) return path;
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 12);
  const name = basename(dirname(path)).replaceAll(/[^\w.-]/g, '_');
  return join(ROOT_STATE_DIRECTORY, `${name}-${hash}`);
}

/** Not `recursive`, with which Node never comes to an end where nothing can be made, as in /proc. */
export async function makeStateDirectory(path: string, hasParent = false): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (await isDirectory(path)) return;
    if (hasParent || (error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path)
      throw error;
    await makeStateDirectory(dirname(path));
    await makeStateDirectory(path, true);
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

/** One name for one place, also while its last parts do not exist yet. What is wrong with it shows when it is made. */
function canonicalPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(canonicalPath(parent), basename(path));
  }
}

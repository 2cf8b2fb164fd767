import { constants } from 'node:fs';
import { access, chmod, mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isRoot } from './account.js';
import { EmbeddedPostgresError } from './errors.js';

export interface StateDirectory {
  readonly path: string;
  /** PGDATA. */
  readonly cluster: string;
  readonly passwordFile: string;
  readonly logFile: string;
  readonly lockFile: string;
  readonly pidFile: string;
}

/** PostgreSQL's paths have 1023 bytes (MAXPGPATH), of which its own names below need some. */
const MAX_PATH_BYTES = 850;

const FAULTS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'its file system is read-only',
  EEXIST: 'it is not a directory',
  ENOENT: 'nothing can be made there',
  ENOTDIR: 'a part of the path is not a directory',
  ENAMETOOLONG: 'the path is too long',
  ELOOP: 'its symbolic links go in circles',
  ENOSPC: 'the disk is full',
};

/** @throws EmbeddedPostgresError when there can be no data at this place. */
export async function prepareStateDirectory(directory: string): Promise<StateDirectory> {
  const path = await openDirectory(resolve(directory)).catch((cause: NodeJS.ErrnoException) => {
    throw unusable(directory, FAULTS[cause.code ?? ''] ?? cause.message, cause);
  });
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) {
    throw unusable(path, `its path has more than the ${MAX_PATH_BYTES} bytes that PostgreSQL can work with`);
  }
  // postmaster.pid has the path in a line of its own.
  if (/[\r\n]/.test(path)) throw unusable(JSON.stringify(path), 'PostgreSQL takes no line break in a path');
  return {
    path,
    cluster: join(path, 'postgres'),
    passwordFile: join(path, 'postgres.password'),
    logFile: join(path, 'postgres.log'),
    lockFile: join(path, 'service.lock'),
    pidFile: join(path, 'service.pid'),
  };
}

/** Returns the one name that the place has, by which a postmaster of an earlier run is recognised. */
async function openDirectory(directory: string): Promise<string> {
  // The account that PostgreSQL drops to passes through, but lists nothing.
  const mode = isRoot() ? 0o711 : 0o700;
  await makeDirectory(directory, mode);
  const path = await realpath(directory);
  await access(path, constants.W_OK | constants.X_OK);
  // Explicitly, for it may have been there, and the umask may be 077.
  if (isRoot()) await chmod(path, mode);
  return path;
}

/** Not `recursive`, with which Node never comes to an end where nothing can be made, as in /proc. */
async function makeDirectory(path: string, mode: number, hasParent = false): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    if (await isDirectory(path)) return;
    if (hasParent || (error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path)
      throw error;
    await makeDirectory(dirname(path), mode);
    await makeDirectory(path, mode, true);
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

function unusable(path: string, reason: string, cause?: Error): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `Cannot keep a database in ${path}: ${reason}. Choose another directory, or set DATABASE_URL to another ` +
      'PostgreSQL server.',
    { cause },
  );
}

import { constants } from 'node:fs';
import { chmod, cp, lstat, mkdir, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isRoot } from './account.js';
import type { Log } from './cluster-environment.js';
import { completeLibraryLinks } from './library-links.js';
import type { RuntimePackage } from './runtime-package.js';
import type { StateDirectory } from './state-directory.js';

/** What root shares with the account that PostgreSQL runs as. The service may keep its own directory in it. */
const SHARED_DIRECTORY = '/var/lib/gatehouse';

const ABANDONED_MS = 3_600_000;

/**
 * The directory of a PostgreSQL that can be run. For root that is a copy shared by all checkouts, because the
 * account it drops to may not be able to reach node_modules; otherwise the package itself, or a copy in the
 * state directory when its links are missing and cannot be made.
 */
export async function prepareRuntime(
  source: RuntimePackage,
  state: StateDirectory,
  log: Log,
): Promise<string> {
  if (isRoot()) {
    await mkdir(SHARED_DIRECTORY, { recursive: true });
    // Explicitly, for the umask may be 077.
    await chmod(SHARED_DIRECTORY, 0o755);
    return copyRuntime(source, join(SHARED_DIRECTORY, 'runtime'), log);
  }
  try {
    await completeLibraryLinks(source.directory);
    return source.directory;
  } catch {
    return copyRuntime(source, join(state.path, 'runtime'), log);
  }
}

async function copyRuntime(source: RuntimePackage, parent: string, log: Log): Promise<string> {
  const target = join(parent, source.version);
  const native = join(target, 'native');
  if ((await stat(target).catch(() => undefined)) !== undefined) return native;
  log('info', `Copying PostgreSQL to ${target}.`);
  await mkdir(parent, { recursive: true });
  await chmod(parent, 0o755);
  await removeAbandoned(parent);
  const staging = await mkdtemp(join(parent, 'copy-'));
  try {
    await cp(source.directory, join(staging, 'native'), {
      recursive: true,
      // Otherwise the links would point back to the package.
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
    });
    await completeLibraryLinks(join(staging, 'native'));
    await publish(staging);
    await rename(staging, target).catch((error: NodeJS.ErrnoException) => {
      // Another checkout has made the same copy meanwhile.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return native;
}

/** Opens the copy to every account, whatever umask npm ran with, and to disk, for the rename vouches for it. */
async function publish(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const name of await readdir(directory, { recursive: true })) {
    const path = join(directory, name);
    const entry = await lstat(path);
    if (entry.isDirectory()) await chmod(path, 0o755);
    if (!entry.isFile()) continue;
    const file = await open(path);
    try {
      await file.chmod((entry.mode & 0o100) === 0 ? 0o644 : 0o755);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const path = join(parent, name);
    if (!name.startsWith('copy-')) continue;
    const entry = await stat(path).catch(() => undefined);
    if (entry === undefined || Date.now() - entry.mtimeMs < ABANDONED_MS) continue;
    await rm(path, { recursive: true, force: true });
  }
}

import { chown, mkdtemp, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refuseNamelessUser } from './account.js';
import type { ClusterEnvironment } from './cluster-environment.js';
import { createPassword } from './password.js';
import type { ServerLog } from './server-log.js';
import { exited, spawnWatched } from './watchdog.js';

/** The least status with which a shell says so, such as on Alpine Linux, whose C library is another. */
const CANNOT_EXECUTE = 126;

const STAGING_PREFIX = 'postgres.init-';

export const SUPERUSER = 'postgres';

/**
 * Creates the cluster unless there is one. initdb works in a directory beside it, which is renamed when
 * complete: however it is interrupted, there is a whole cluster or none. The caller holds the service lock.
 */
export async function ensureCluster(
  environment: ClusterEnvironment,
  openLog: () => Promise<ServerLog>,
): Promise<void> {
  const { state, log } = environment;
  await removeAbandoned(state.path);
  if (await exists(join(state.cluster, 'PG_VERSION'))) return;
  if (environment.account === undefined) refuseNamelessUser();
  log('info', `Creating the database in ${state.cluster}.`);
  const staging = await mkdtemp(join(state.path, STAGING_PREFIX));
  try {
    const passwordFile = join(staging, 'password');
    await writeFile(passwordFile, await createPassword(state), { mode: 0o600 });
    await giveTo(environment, staging, passwordFile);
    await initdb(environment, join(staging, 'data'), passwordFile, openLog);
    await rename(join(staging, 'data'), state.cluster);
    await syncDirectory(state.path);
  } finally {
    await rm(staging, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function initdb(
  environment: ClusterEnvironment,
  directory: string,
  passwordFile: string,
  openLog: () => Promise<ServerLog>,
): Promise<void> {
  const serverLog = await openLog();
  try {
    const child = await spawnWatched(
      environment,
      [
        environment.binary('initdb'),
        `--pgdata=${directory}`,
        `--username=${SUPERUSER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // Byte order, and Unicode upper and lower case, the same on every machine.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        // Synchronised once, for the rename above promises a whole cluster; who gave up fsync asked for none.
        ...(environment.settings.fsync === 'off' ? ['--no-sync'] : []),
      ],
      serverLog.fd,
    );
    const status = await exited(child);
    if (status === 0) return;
    const reason =
      (status ?? 0) >= CANNOT_EXECUTE ? 'cannot run on this system' : 'could not create the database';
    throw await serverLog.failure(`initdb ${reason}. Set DATABASE_URL to use another PostgreSQL server.`);
  } finally {
    await serverLog.close();
  }
}

/** An interrupted initdb may still be writing for a moment: what cannot be removed now goes next time. */
async function removeAbandoned(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    if (!name.startsWith(STAGING_PREFIX)) continue;
    await rm(join(path, name), { recursive: true, force: true, maxRetries: 5 }).catch(() => {});
  }
}

async function giveTo({ account }: ClusterEnvironment, ...paths: string[]): Promise<void> {
  if (account === undefined) return;
  for (const path of paths) await chown(path, account.uid, account.gid);
}

async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path);
  await directory.sync().finally(() => directory.close());
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

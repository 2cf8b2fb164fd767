import { ensureCluster } from './cluster.js';
import { type ClusterEnvironment, type Log, prepareEnvironment } from './cluster-environment.js';
import { DirectoryInUseError } from './errors.js';
import { keepRunning } from './kept-server.js';
import { readPassword } from './password.js';
import { readPostmasterFile } from './postmaster-file.js';
import { type DatabaseUrls, databaseUrls, ensureDatabase } from './roles.js';
import { locateRuntimePackage } from './runtime-package.js';
import { startServer } from './server.js';
import { openServerLog } from './server-log.js';
import { acquireServiceLock } from './service-lock.js';
import { prepareStateDirectory, type StateDirectory } from './state-directory.js';

export type { Log } from './cluster-environment.js';
export { EmbeddedPostgresError } from './errors.js';
export { type DatabaseUrls, OWNER_ROLE, SERVICE_ROLE } from './roles.js';

export interface EmbeddedPostgres extends DatabaseUrls {
  /** Ends all sessions, resolves when the server is gone. May be called again. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /**
   * Where the data is kept between runs; made if it is not there. PostgreSQL does not run as root: where the
   * service does, another account must be able to reach this directory, which is made passable (0711) for it.
   */
  readonly directory: string;
  /** Settings of postgresql.conf that replace the defaults, such as `{ fsync: 'off' }` in tests. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: Log;
  /** Where another live service runs the server, use that for as long as it does, instead of failing. */
  readonly mayJoin?: boolean;
  /**
   * Called, at most once, when the server is gone and cannot be brought back. Without it the error is an
   * unhandled rejection, which ends the process.
   */
  readonly onFailure?: (error: Error) => void;
}

/**
 * Runs a PostgreSQL of this service's own, with its data in the given directory, until it is stopped or the
 * service ends, however it ends. One that is killed is started again on the same port. Does not by itself keep
 * the process alive.
 *
 * @throws EmbeddedPostgresError when there is no PostgreSQL for the platform, when the directory cannot be used
 *   or another live service uses it (`DirectoryInUseError`; with `mayJoin` only where that is still starting), and
 *   when the server does not start, with the end of its log.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { directory, settings = {}, log = () => {}, mayJoin = false, onFailure = rethrow } = options;
  const runtimePackage = await locateRuntimePackage();
  const state = await prepareStateDirectory(directory);
  const lock = await acquireServiceLock(state).catch((error) => {
    if (mayJoin && error instanceof DirectoryInUseError) return error;
    throw error;
  });
  if (lock instanceof DirectoryInUseError) return joinServer(state, lock);
  try {
    const environment = await prepareEnvironment(state, runtimePackage, settings, log);
    return await runServer(environment, () => lock.release(), onFailure);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** @throws what is given when there is no server yet. */
async function joinServer(state: StateDirectory, inUse: DirectoryInUseError): Promise<EmbeddedPostgres> {
  const postmaster = await readPostmasterFile(state.cluster);
  if (postmaster?.status !== 'ready') throw inUse;
  return { ...databaseUrls(postmaster.port, await readPassword(state)), stop: async () => {} };
}

async function runServer(
  environment: ClusterEnvironment,
  released: () => void,
  onFailure: (error: Error) => void,
): Promise<EmbeddedPostgres> {
  const { state, log } = environment;
  const openLog = () => openServerLog(state.logFile);
  await ensureCluster(environment, openLog);
  const server = await keepRunning(
    (choosePort) => startServer(environment, openLog, choosePort),
    environment,
    onFailure,
  );
  try {
    const urls = await ensureDatabase(server.port, await readPassword(state));
    log('info', `PostgreSQL runs on port ${server.port} of 127.0.0.1, with its data in ${state.cluster}.`);
    return { ...urls, stop: () => server.stop().finally(released) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function rethrow(error: Error): never {
  throw error;
}

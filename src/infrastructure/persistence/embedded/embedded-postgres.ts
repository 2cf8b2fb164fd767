import { ensureCluster } from './cluster.js';
import { type ClusterEnvironment, prepareEnvironment } from './cluster-environment.js';
import { ensureDatabase } from './database.js';
import { readPassword } from './password.js';
import { locateRuntimePackage } from './runtime-package.js';
import { startServer } from './server.js';
import { openServerLog } from './server-log.js';
import { acquireServiceLock } from './service-lock.js';
import { prepareStateDirectory } from './state-directory.js';

export { resolveStateDirectory } from './state-directory.js';

export interface EmbeddedPostgres {
  /** `postgres://gatehouse:<password>@127.0.0.1:<port>/gatehouse`; holds a secret, do not log it. */
  readonly url: string;
  /** Ends all sessions, resolves when the server is gone. May be called again. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Where the data is kept between runs; see {@link resolveStateDirectory} for where that is for root. */
  readonly directory: string;
  /** Settings of postgresql.conf that replace the defaults, such as `{ fsync: 'off' }` in tests. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: (message: string) => void;
}

/**
 * Runs a PostgreSQL of this service's own, with its data in the given directory, until it is stopped or the
 * service ends, however it ends. Does not by itself keep the process alive.
 *
 * @throws Error when there is no PostgreSQL for the platform, when another live service uses the directory,
 *   and when the server does not start, with the end of its log.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { directory, settings = {}, log = () => {} } = options;
  const runtimePackage = await locateRuntimePackage();
  const state = await prepareStateDirectory(directory);
  const lock = await acquireServiceLock(state);
  try {
    const environment = await prepareEnvironment(state, runtimePackage, settings, log);
    return await runServer(environment, () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function runServer(environment: ClusterEnvironment, released: () => void): Promise<EmbeddedPostgres> {
  const { state, log } = environment;
  const openLog = () => openServerLog(state.logFile);
  await ensureCluster(environment, openLog);
  const server = await startServer(environment, openLog);
  try {
    const url = await ensureDatabase(server.port, await readPassword(state));
    log(`PostgreSQL runs on port ${server.port} of 127.0.0.1, with its data in ${state.cluster}.`);
    return { url, stop: () => server.stop().finally(released) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { ClusterEnvironment } from './cluster-environment.js';
import { evictPostmaster, stopPostmaster } from './postmaster.js';
import { readPostmasterFile } from './postmaster-file.js';
import type { ServerLog } from './server-log.js';
import { serverArguments } from './server-settings.js';
import { exited, hasExited, spawnWatched } from './watchdog.js';

export interface Server {
  readonly port: number;
  /** Resolves when it has ended, whoever wanted it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** The processes of a killed server finish their statements first. */
const ATTEMPTS = 40;
const RETRY_MS = 250;
const POLL_MS = 10;
/** Long enough for a recovery from the log after a crash. */
const READY_MS = 120_000;

/** Another program took the port, or the last processes of an earlier server are about to go. */
const TRANSIENT_FAILURE =
  /could not create any TCP\/IP sockets|lock file "postmaster\.pid" already exists|pre-existing shared memory block/;

/** Starts PostgreSQL on the cluster; the caller holds the service lock. */
export async function startServer(
  environment: ClusterEnvironment,
  openLog: () => Promise<ServerLog>,
  choosePort: () => Promise<number>,
): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    await evictPostmaster(environment);
    const serverLog = await openLog();
    try {
      const port = await choosePort();
      const child = await launch(environment, port, serverLog);
      if (child !== undefined) return serverOf(environment, child, port);
      if (attempt === ATTEMPTS || !TRANSIENT_FAILURE.test(await serverLog.text())) {
        throw await serverLog.failure('PostgreSQL did not start.');
      }
    } finally {
      await serverLog.close();
    }
    if (attempt === 1) environment.log('info', 'PostgreSQL could not start yet, trying again.');
    await setTimeout(RETRY_MS);
  }
}

/** Resolves when the server takes connections, with undefined when it gave up. */
async function launch(
  environment: ClusterEnvironment,
  port: number,
  serverLog: ServerLog,
): Promise<ChildProcess | undefined> {
  const { cluster } = environment.state;
  // A crashed server has left a file that says "ready".
  const stale = await readPostmasterFile(cluster);
  const child = await spawnWatched(
    environment,
    [environment.binary('postgres'), ...['-D', cluster], ...serverArguments(environment.settings, port)],
    serverLog.fd,
  );
  const deadline = performance.now() + READY_MS;
  while (!hasExited(child)) {
    const file = await readPostmasterFile(cluster);
    if (file?.status === 'ready' && file.port === port && file.text !== stale?.text) return child;
    if (performance.now() > deadline) {
      await stopServer(environment, child);
      throw await serverLog.failure('PostgreSQL was not ready in time.');
    }
    await setTimeout(POLL_MS);
  }
  await exited(child);
  return undefined;
}

function serverOf(environment: ClusterEnvironment, child: ChildProcess, port: number): Server {
  let stopping: Promise<void> | undefined;
  return {
    port,
    ended: ended(child),
    stop() {
      stopping ??= stopServer(environment, child);
      return stopping;
    },
  };
}

/** Unlike exited(), keeps no process alive. */
async function ended(child: ChildProcess): Promise<void> {
  if (!hasExited(child)) await once(child, 'exit');
  child.stdin?.destroy();
}

async function stopServer(environment: ClusterEnvironment, child: ChildProcess): Promise<void> {
  await stopPostmaster(environment);
  // For a server that has not come as far as its postmaster.pid.
  child.stdin?.end();
  if (process.platform === 'win32') child.kill();
  await exited(child);
}

import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ClusterEnvironment } from './cluster-environment.js';
import { EmbeddedPostgresError } from './errors.js';
import { postmasterFilePath, readPostmasterFile } from './postmaster-file.js';
import { SHELL } from './watchdog.js';

const FAST_SHUTDOWN_MS = 10_000;
/** PostgreSQL itself waits five seconds before it kills a process that does not react. */
const IMMEDIATE_SHUTDOWN_MS = 10_000;
const POLL_MS = 10;

const run = promisify(execFile);

/**
 * Stops the postmaster of a cluster, if one runs, and resolves when it is gone: a fast shutdown (sessions are
 * ended, data is flushed) and after 10 s an immediate one (the next start recovers from the log).
 */
export async function stopPostmaster(environment: ClusterEnvironment): Promise<void> {
  if (process.platform === 'win32') return stopWithPgCtl(environment);
  const cluster = environment.state.cluster;
  if (await signalUntilGone(cluster, 'SIGINT', FAST_SHUTDOWN_MS)) return;
  if (await signalUntilGone(cluster, 'SIGQUIT', IMMEDIATE_SHUTDOWN_MS)) return;
  throw new EmbeddedPostgresError(
    `The PostgreSQL on ${cluster} does not stop, see ${environment.state.logFile}.`,
  );
}

/**
 * Clears what a service that was killed has left. The caller holds the service lock, so a postmaster that
 * still runs is shutting down or an orphan.
 */
export async function evictPostmaster(environment: ClusterEnvironment): Promise<void> {
  const cluster = environment.state.cluster;
  if ((await findPostmaster(cluster)) !== undefined) {
    environment.log('warn', 'Stopping the PostgreSQL that an earlier run left behind.');
    await stopPostmaster(environment);
  }
  const stale = await readPostmasterFile(cluster);
  // PostgreSQL handles a dead pid itself, but takes any live process of the account for a postmaster.
  if (stale !== undefined && isAlive(stale.pid)) await rm(postmasterFilePath(cluster), { force: true });
}

async function signalUntilGone(cluster: string, signal: NodeJS.Signals, patience: number): Promise<boolean> {
  const deadline = performance.now() + patience;
  let signalled: number | undefined;
  while (performance.now() < deadline) {
    const pid = await findPostmaster(cluster);
    if (pid === undefined) return true;
    if (pid !== signalled) send(pid, signal);
    signalled = pid;
    await setTimeout(POLL_MS);
  }
  return false;
}

/** The pid of the live postmaster of this cluster; the pid of its file may be another program's by now. */
async function findPostmaster(cluster: string): Promise<number | undefined> {
  const file = await readPostmasterFile(cluster);
  if (file === undefined || !isAlive(file.pid)) return undefined;
  if (process.platform === 'win32') return file.pid;
  const command = await commandLine(file.pid);
  // The watchdog's command line ends with the postmaster's.
  const isPostmaster = command.includes(`/postgres -D ${cluster} `) && !command.startsWith(SHELL);
  return isPostmaster ? file.pid : undefined;
}

async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return text.replaceAll('\0', ' ');
  }
  const { stdout } = await run('/bin/ps', ['-ww', '-o', 'args=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }));
  return stdout;
}

function isAlive(pid: number): boolean {
  return Number.isSafeInteger(pid) && pid > 0 && send(pid, 0);
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Windows has no signals; pg_ctl asks through a named pipe that only a postmaster has, so it cannot hit another. */
async function stopWithPgCtl(environment: ClusterEnvironment): Promise<void> {
  if ((await findPostmaster(environment.state.cluster)) === undefined) return;
  const stop = (mode: string, patience: number) =>
    run(environment.binary('pg_ctl'), [
      'stop',
      '-w',
      ...['-D', environment.state.cluster],
      ...['-m', mode],
      ...['-t', String(patience / 1000)],
    ]);
  await stop('fast', FAST_SHUTDOWN_MS)
    .catch(() => stop('immediate', IMMEDIATE_SHUTDOWN_MS))
    .catch(() => {});
}

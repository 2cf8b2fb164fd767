import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { ClusterEnvironment } from './cluster-environment.js';
import { EmbeddedPostgresError } from './errors.js';

export const SHELL = '/bin/sh';

/**
 * Runs a command and interrupts it when standard input ends, which the kernel sees to however the service
 * dies. A shell starts background jobs with SIGINT ignored, and the first may come before PostgreSQL has
 * installed its handler, hence the loop. The last wait leaves no zombie where the service is process 1.
 */
const WATCHDOG = `
exec 3<&0 </dev/null
"$@" 3<&- &
command=$!
{
  read -r _ <&3
  exec 3<&-
  while kill -INT "$command" 2>/dev/null; do sleep 1; done
} >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$command"
status=$?
kill "$watcher" 2>/dev/null
wait "$watcher" 2>/dev/null
exit "$status"
`;

/**
 * Starts a program of PostgreSQL that does not outlive the service, in a session of its own, so that a Ctrl-C
 * in the terminal reaches the service first and its requests can drain. Output goes to the file descriptor.
 */
export async function spawnWatched(
  environment: ClusterEnvironment,
  command: readonly [string, ...string[]],
  output: number,
): Promise<ChildProcess> {
  const [file, args] =
    process.platform === 'win32'
      ? [command[0], command.slice(1)]
      : [SHELL, ['-c', WATCHDOG, 'gatehouse-watchdog', ...command]];
  const start = async () => {
    const started = spawn(file, args, {
      // The service's own directory may be closed to the account.
      cwd: environment.state.path,
      // The account, or whoever shares it, can read the environment; the service's holds secrets.
      env: { LC_ALL: 'C' },
      stdio: ['pipe', output, output],
      detached: true,
      windowsHide: true,
      // With a uid, libuv also clears the supplementary groups.
      ...environment.account,
    });
    await once(started, 'spawn');
    return started;
  };
  const child = await start().catch((cause: Error) => {
    const { account } = environment;
    const user = account === undefined ? '' : ` as user ${account.uid}, for it does not run as root`;
    throw new EmbeddedPostgresError(
      `Cannot start ${command[0]}${user}: ${cause.message}. Set DATABASE_URL instead.`,
      {
        cause,
      },
    );
  });
  child.unref();
  (child.stdin as Socket).unref();
  // The pipe breaks when the program ends first; its exit tells.
  child.stdin?.on('error', () => {});
  return child;
}

export function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Resolves with the exit status; null when a signal ended the program. */
export async function exited(child: ChildProcess): Promise<number | null> {
  if (!hasExited(child)) {
    child.ref();
    await once(child, 'exit');
  }
  child.stdin?.destroy();
  return child.exitCode;
}

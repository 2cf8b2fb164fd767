import type { ClusterEnvironment } from './cluster-environment.js';
import { EmbeddedPostgresError } from './errors.js';
import { findFreePort } from './free-port.js';
import type { Server } from './server.js';

/** What dies more often than this has a cause that starting it again does not mend. */
const MOST_RESTARTS = 5;
const PERIOD_MS = 300_000;

/**
 * Starts a server, and starts it again on the same port when it ends unasked, since the URL is known to others.
 *
 * @param onFailure called when that does not help, with the reason.
 */
export async function keepRunning(
  start: (choosePort: () => Promise<number>) => Promise<Server>,
  { log, state }: ClusterEnvironment,
  onFailure: (error: Error) => void,
): Promise<Pick<Server, 'port' | 'stop'>> {
  let server = await start(findFreePort);
  const { port } = server;
  let isStopping = false;

  const supervise = async () => {
    let restarts: number[] = [];
    for (;;) {
      await server.ended;
      if (isStopping) return;
      const now = performance.now();
      restarts = [...restarts.filter((time) => now - time < PERIOD_MS), now];
      if (restarts.length > MOST_RESTARTS) {
        throw new EmbeddedPostgresError(
          `PostgreSQL stopped unexpectedly ${restarts.length} times within ${PERIOD_MS / 60_000} minutes, ` +
            `see ${state.logFile}.`,
        );
      }
      log('warn', `PostgreSQL stopped unexpectedly, see ${state.logFile}. Starting it again.`);
      server = await start(async () => port);
      if (isStopping) return server.stop();
      log('warn', `PostgreSQL runs again on port ${port}.`);
    }
  };
  const supervision = supervise().catch((error: Error) => {
    if (!isStopping) onFailure(error);
  });

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    isStopping = true;
    // Whichever server runs now; one that is only just starting fails by it, or is stopped by the supervision.
    await server.stop();
    await supervision.catch(() => {});
  };
  return {
    port,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

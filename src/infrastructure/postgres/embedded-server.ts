import type { EmbeddedPostgres } from '@gatehouse/embedded-postgres';
import type { Logger } from '#application/shared/logger.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import { resolveStateDirectory } from '#infrastructure/state-directory.js';

/**
 * Starts the PostgreSQL of the development dependency, which is loaded only here.
 * @param mayJoin whether one that another process runs will do as well.
 * @throws OperatorError when it is not installed or does not start.
 */
export async function startEmbeddedServer(
  directory: string,
  logger: Logger,
  mayJoin: boolean,
): Promise<EmbeddedPostgres> {
  const { startEmbeddedPostgres, EmbeddedPostgresError } = await loadPackage();
  try {
    return await startEmbeddedPostgres({
      directory: resolveStateDirectory(directory),
      mayJoin,
      log: (level, message) => logger[level](message),
    });
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw new OperatorError(error.message, { cause: error });
    throw error;
  }
}

async function loadPackage(): Promise<typeof import('@gatehouse/embedded-postgres')> {
  try {
    return await import('@gatehouse/embedded-postgres');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new OperatorError(
      'Without DATABASE_URL the service runs the PostgreSQL of the package @gatehouse/embedded-postgres, which is ' +
        'not installed. Set DATABASE_URL to a PostgreSQL 15 or later, or install the development dependencies.',
      { cause },
    );
  }
}

import { OperatorError } from '#infrastructure/operator-error.js';

/**
 * Reads `.env` of the working directory in development. What the environment has already stays as it is; in production
 * and in tests the file is not looked at.
 * @throws OperatorError for a file that is there and cannot be read.
 */
export function readDotEnv(path = '.env'): void {
  const { NODE_ENV = 'development' } = process.env;
  if (NODE_ENV !== 'development') return;
  try {
    process.loadEnvFile(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    throw new OperatorError(`${path} cannot be read: ${message}. Mend it, or remove it.`, { cause });
  }
}

import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { OperatorError } from '#infrastructure/operator-error.js';
import type { StateDirectory } from './state-directory.js';

/** For a cluster that does not exist yet; on disk before the cluster is. */
export async function createPassword(state: StateDirectory): Promise<string> {
  const password = randomBytes(32).toString('base64url');
  // An existing file would keep its mode.
  await rm(state.passwordFile, { force: true });
  await writeFile(state.passwordFile, password, { mode: 0o600, flag: 'wx', flush: true });
  return password;
}

export async function readPassword(state: StateDirectory): Promise<string> {
  try {
    return (await readFile(state.passwordFile, 'utf8')).trim();
  } catch (cause) {
    throw new OperatorError(
      `Cannot read ${state.passwordFile}, the password of the database in ${state.cluster}. Restore it, or ` +
        'remove that directory to begin with an empty database.',
      { cause },
    );
  }
}

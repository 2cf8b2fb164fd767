import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { EmbeddedPostgresError } from './errors.js';
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
    throw new EmbeddedPostgresError(
      `Cannot read ${state.passwordFile}, the password of the database in ${state.cluster}. Restore it, or ` +
        'remove that directory to begin with an empty database.',
      { cause },
    );
  }
}

/** The password of a role, by which nobody finds those of the others. */
export function derivePassword(password: string, role: string): string {
  return createHmac('sha256', password).update(role).digest('base64url');
}

const SCRAM_ITERATIONS = 4096;

/** What PostgreSQL stores of a password (RFC 5803), and takes in its place. */
export function scramVerifier(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, SCRAM_ITERATIONS, 32, 'sha256');
  const keyOf = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  const serverKey = keyOf('Server Key').toString('base64');
  return `SCRAM-SHA-256$${SCRAM_ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '#infrastructure/operator-error.js';
import { makeStateDirectory, resolveStateDirectory } from '#infrastructure/state-directory.js';
import { type EncryptionKey, encryptionKeyBytes, parseEncryptionKeys } from './encryption-keys.js';

const fileName = 'encryption.key';

export interface EncryptionSettings {
  /** The first encrypts; all decrypt. */
  readonly keys: readonly EncryptionKey[];
  /** Null in memory mode, where a key that is made is gone with the data. */
  readonly directory: string | null;
}

/**
 * The configured keys. Where there are none, which production does not allow: the one that was made at the
 * first start and is kept beside the embedded database, or in memory mode one that ends with the process.
 */
export async function resolveEncryptionKeys(config: EncryptionSettings): Promise<readonly EncryptionKey[]> {
  if (config.keys.length > 0) return config.keys;
  if (config.directory === null) return parseEncryptionKeys(makeKey());
  const directory = resolveStateDirectory(config.directory);
  const path = join(directory, fileName);
  const stored = await readKeys(path);
  if (stored !== null) return stored;
  try {
    await makeStateDirectory(directory);
    await createExclusively(path, makeKey());
  } catch (cause) {
    throw new OperatorError(
      `Cannot write ${path}, the key that encrypts secrets in the database: ${(cause as Error).message}. ` +
        'Set DATA_DIR to a directory that can be written, or ENCRYPTION_KEY.',
      { cause },
    );
  }
  return (await readKeys(path)) as readonly EncryptionKey[];
}

function makeKey(): string {
  return `local:${randomBytes(encryptionKeyBytes).toString('base64')}`;
}

async function readKeys(path: string): Promise<readonly EncryptionKey[] | null> {
  try {
    return parseEncryptionKeys((await readFile(path, 'utf8')).trim());
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) return null;
    if ((cause as NodeJS.ErrnoException).code === 'EACCES') {
      throw new OperatorError(
        `Cannot read ${path}, the key that encrypts secrets in the database: this user may not. Run as the user whose ` +
          'it is, or set DATA_DIR to a directory of this one.',
        { cause },
      );
    }
    throw new OperatorError(
      `Cannot read ${path}, the key that encrypts secrets in the database. Restore it, or remove it together ` +
        'with the database.',
      { cause },
    );
  }
}

/** Complete or not at all, and never in the place of one that another process has made meanwhile. */
async function createExclusively(path: string, contents: string): Promise<void> {
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  await writeFile(draft, contents, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { DirectoryInUseError, EmbeddedPostgresError } from './errors.js';
import { readPostmasterFile } from './postmaster-file.js';
import type { StateDirectory } from './state-directory.js';

export interface ServiceLock {
  release(): void;
}

const SQLITE_BUSY = 5;

/** A collected database object would silently give up its lock. */
const held = new Set<DatabaseSync>();

/**
 * Makes this process the only service on the state directory until it releases the lock or dies.
 *
 * Node has no flock. An exclusive transaction on an empty SQLite file is one: the operating system holds the
 * lock and drops it with the process, so no lock is ever stale and no reused pid is mistaken for its owner.
 *
 * @throws DirectoryInUseError naming the other service when there is one.
 */
export async function acquireServiceLock(state: StateDirectory): Promise<ServiceLock> {
  const database = openLocked(state.lockFile);
  if (database === undefined) throw new DirectoryInUseError(await describeHolder(state));
  held.add(database);
  writeFileSync(state.pidFile, `${process.pid}\n`, { mode: 0o600 });
  return {
    release() {
      if (held.delete(database)) database.close();
    },
  };
}

/** Undefined where another process holds the lock. */
function openLocked(path: string): DatabaseSync | undefined {
  let database: DatabaseSync | undefined;
  try {
    createLockFile(path);
    database = new DatabaseSync(path, { timeout: 0 });
    // Without the first SQLite leaves a journal file behind when the process is killed.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return database;
  } catch (cause) {
    database?.close();
    if ((cause as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw new EmbeddedPostgresError(
      `Cannot lock ${path}: ${(cause as Error).message}. Are the files of its directory another user's?`,
      { cause },
    );
  }
}

/** Private, for whoever can read the file can lock it. Never opens an existing one: to close it would unlock it. */
function createLockFile(path: string): void {
  try {
    writeFileSync(path, '', { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

async function describeHolder(state: StateDirectory): Promise<string> {
  const postmaster = await readPostmasterFile(state.cluster);
  const port = postmaster === undefined ? 'still starting' : `on port ${postmaster.port}`;
  return (
    `Another Gatehouse service (pid ${readPid(state.pidFile)}, its PostgreSQL ${port}) is using the data in ` +
    `${state.path}. Stop it first, or set DATABASE_URL to a PostgreSQL server that both may share.`
  );
}

function readPid(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim() || 'unknown';
  } catch {
    return 'unknown';
  }
}

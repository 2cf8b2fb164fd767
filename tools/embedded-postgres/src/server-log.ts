import { type FileHandle, open, readFile } from 'node:fs/promises';
import { EmbeddedPostgresError } from './errors.js';

const MAX_BYTES = 5 * 1024 * 1024;
const TAIL_LINES = 20;

/** What the programs of PostgreSQL print, from one start on. */
export interface ServerLog {
  readonly path: string;
  readonly fd: number;
  /** The text written since the log was opened. */
  text(): Promise<string>;
  /** An error that says what happened, with the last lines of the log. */
  failure(message: string): Promise<Error>;
  close(): Promise<void>;
}

export async function openServerLog(path: string): Promise<ServerLog> {
  const file = await open(path, 'a', 0o600);
  const start = await truncateIfLarge(file);
  const text = async () => (await readFile(path)).subarray(start).toString('utf8');
  return {
    path,
    fd: file.fd,
    text,
    async failure(message) {
      const tail = (await text()).trimEnd().split('\n').slice(-TAIL_LINES);
      return new EmbeddedPostgresError(`${message} The end of ${path}:\n${tail.join('\n')}`);
    },
    close: () => file.close(),
  };
}

async function truncateIfLarge(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  if (size <= MAX_BYTES) return size;
  await file.truncate(0);
  return 0;
}

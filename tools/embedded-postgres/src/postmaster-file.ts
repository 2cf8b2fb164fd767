import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a postmaster says about itself in `postmaster.pid`, see PostgreSQL's miscadmin.h. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly status: string;
  readonly text: string;
}

export function postmasterFilePath(clusterDirectory: string): string {
  return join(clusterDirectory, 'postmaster.pid');
}

export async function readPostmasterFile(clusterDirectory: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(postmasterFilePath(clusterDirectory), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw error;
    },
  );
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  return {
    pid: Number(lines[0]),
    port: Number(lines[3]),
    status: (lines[7] ?? '').trim(),
    text,
  };
}

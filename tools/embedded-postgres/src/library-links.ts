import { readFile, stat, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * Makes the library links that npm packages cannot contain. The package does so when it is installed, unless
 * scripts are ignored. Links and their files are in the same directory.
 *
 * @param directory the one that holds bin, lib and share; paths in the list begin with "native/"
 */
export async function completeLibraryLinks(directory: string): Promise<void> {
  for (const { source, target } of await readLinks(directory)) {
    const path = join(directory, '..', target);
    if (await resolves(path)) continue;
    await symlink(basename(source), path).catch((error: NodeJS.ErrnoException) => {
      // Another service on the same packages was first.
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

async function readLinks(directory: string): Promise<Link[]> {
  const text = await readFile(join(directory, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  return JSON.parse(text) as Link[];
}

async function resolves(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

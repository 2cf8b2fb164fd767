import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

const manifest = findPackageJSON(import.meta.url) as string;

/** A folder of files that are used as they are, in the checkout as in the package that is installed. */
export function packageFolder(name: string): string {
  return join(dirname(manifest), name);
}

export function packageVersion(): string {
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}

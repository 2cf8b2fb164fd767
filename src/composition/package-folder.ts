import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

/** A folder of files that are used as they are, in the checkout as in the package that is installed. */
export function packageFolder(name: string): string {
  return join(dirname(findPackageJSON(import.meta.url) as string), name);
}

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const benchDirectory = join(import.meta.dirname, '..');
export const rootDirectory = join(benchDirectory, '..');

/** The packages of the product, in the versions that it runs with. */
const requireFromProduct = createRequire(join(rootDirectory, 'package.json'));

export function productPackage<T>(name: string): T {
  return requireFromProduct(name) as T;
}

/** A built module of the product. */
export async function productModule<T>(path: string): Promise<T> {
  return (await import(pathToFileURL(join(rootDirectory, 'dist', 'src', path)).href)) as T;
}

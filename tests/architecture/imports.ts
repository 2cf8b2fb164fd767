import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { parseSync } from 'oxc-parser';

/** Paths are relative to the root of the repository, with forward slashes. */
export type SourceFiles = ReadonlyMap<string, string>;

export interface Import {
  readonly from: string;
  /** As written. */
  readonly specifier: string;
  /** The file it leads to, or null for a package. */
  readonly to: string | null;
}

const root = join(import.meta.dirname, '../..');

export function readSources(folder: string): SourceFiles {
  const paths = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return new Map(
    paths
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(root, folder, path))
      .map((path) => [relative(root, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')]),
  );
}

export function importsOf(files: SourceFiles): readonly Import[] {
  return [...files].flatMap(([from, source]) => {
    const { module, errors } = parseSync(from, source);
    if (errors.length > 0) throw new Error(`${from}: ${errors[0]?.message}`);
    const specifiers = [
      ...module.staticImports.map((found) => found.moduleRequest.value),
      ...module.staticExports.flatMap((found) => found.entries.map((entry) => entry.moduleRequest?.value)),
      ...module.dynamicImports.map(({ moduleRequest: { start, end } }) =>
        source.slice(start, end).replace(/^['"`]|['"`]$/g, ''),
      ),
    ];
    return [...new Set(specifiers)]
      .filter((specifier) => specifier !== undefined)
      .map((specifier) => ({ from, specifier, to: resolve(from, specifier) }));
  });
}

function resolve(from: string, specifier: string): string | null {
  const asSource = (path: string) => path.replace(/\.js$/, '.ts');
  if (specifier.startsWith('#')) return asSource(`src/${specifier.slice(1)}`);
  if (specifier.startsWith('.')) return asSource(posix.normalize(posix.join(posix.dirname(from), specifier)));
  return null;
}

export function layerOf(path: string): string {
  const [, layer = ''] = /^src\/([^/]+)\//.exec(path) ?? [];
  return layer;
}

const featureFolders = [
  /^src\/(?:domain|application)\/([^/]+)\//,
  /^src\/infrastructure\/[^/]+\/([^/]+)\//,
  /^src\/presentation\/[^/]+\/v\d+\/([^/]+)\//,
];

/** Null for what belongs to none: what is shared, and what a technology is. */
export function featureOf(path: string): string | null {
  const [, feature = 'shared'] =
    featureFolders.map((folder) => folder.exec(path)).find((found) => found) ?? [];
  return feature === 'shared' ? null : feature;
}

/** Each circle once, as the files along it. */
export function circlesIn(imports: readonly Import[]): readonly string[][] {
  const edges = Map.groupBy(
    imports.filter((found) => found.to !== null),
    (found) => found.from,
  );
  const circles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]) => {
    const at = trail.indexOf(file);
    if (at >= 0) {
      circles.push([...trail.slice(at), file]);
      return;
    }
    if (done.has(file)) return;
    for (const edge of edges.get(file) ?? []) visit(edge.to as string, [...trail, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return circles;
}

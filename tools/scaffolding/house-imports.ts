import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where features of this repository find what those outside of it import from `gatehouse`: its own re-exports say so. */
export class HouseImports {
  readonly #root: string;
  readonly #sources: ReadonlyMap<string, string>;

  /** @param root of the repository. */
  constructor(root: string) {
    this.#root = root;
    this.#sources = new Map([...this.#exportsOf('src/index.ts'), ...this.#exportsOf('testing/index.ts')]);
  }

  /** A file of the template, as it is in a built-in feature: the list of those gives it its migrations, and it to the tests. */
  within(text: string): string {
    return text
      .replace(/^ {2}migrations: .*\n/m, '')
      .replace(/^import config from .*\n/m, '')
      .replace(/features: config\.features,?\s*/, '')
      .replace(
        /^import (type )?\{([^}]*)\} from 'gatehouse(?:\/testing)?';$/gm,
        (_found, type: string | undefined, names: string) => this.#importsOf(names, type !== undefined),
      );
  }

  #importsOf(list: string, areTypes: boolean): string {
    const names = list.split(',').flatMap((name) => name.trim() || []);
    const bySource = Map.groupBy(names, (name) => this.#sourceOf(name.replace('type ', '')));
    const lines = [...bySource].map(([source, found]) => {
      if (source.startsWith('* ')) return `import * as ${found} from '${source.slice(2)}';`;
      const isTypeOnly = areTypes || found.every((name) => name.startsWith('type '));
      const clause = found.map((name) => (isTypeOnly ? name.replace('type ', '') : name)).join(', ');
      return `import ${isTypeOnly ? 'type ' : ''}{ ${clause} } from '${source}';`;
    });
    return lines.join('\n');
  }

  #sourceOf(name: string): string {
    const source = this.#sources.get(name);
    if (source === undefined)
      throw new Error(`The template imports ${name}, which gatehouse does not export`);
    return source;
  }

  /** The module of each name, after `* ` where the name is the module. */
  #exportsOf(index: string): readonly (readonly [string, string])[] {
    const text = readFileSync(join(this.#root, index), 'utf8');
    const found = text.matchAll(/^export (?:type )?(?:\{([^}]*)\}|\* as (\w+)|\*) from '([^']+)';/gm);
    return [...found].flatMap(([, list, namespace, from = '']) => {
      const source = from.replace('./', '#testing/');
      if (namespace !== undefined) return [[namespace, `* ${source}`] as const];
      const names = list === undefined ? this.#declaredIn(source) : list.split(',');
      return names.map((name) => [name.trim().replace('type ', ''), source] as const);
    });
  }

  #declaredIn(source: string): readonly string[] {
    const text = readFileSync(join(this.#root, `src/${source.slice(1).replace(/js$/, 'ts')}`), 'utf8');
    return [...text.matchAll(/^export (?:const|function|class|interface|type) (\w+)/gm)].map(
      ([, name]) => name as string,
    );
  }
}

import { constants, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '#infrastructure/operator-error.js';

type Manifest = Readonly<Record<string, unknown>>;

/** @throws OperatorError where package.json does not say where Gatehouse is from: the name alone is another package's. */
export function requireGatehouse(folder: string): void {
  const path = join(folder, 'package.json');
  const own = read(path);
  if (own.imports !== undefined || gatehouseOf(own) !== undefined) return;
  throw new OperatorError(
    `${path} does not name gatehouse: install it in this folder first, as in npm install ./vendor/gatehouse-0.1.0.tgz`,
  );
}

/**
 * Makes a folder in which nothing but Gatehouse has been installed one that builds and runs tests: its
 * package.json gets what it lacks. One that has `imports` is left as it is.
 * @returns what was written.
 */
export function prepareFolder(template: string, folder: string): readonly string[] {
  const path = join(folder, 'package.json');
  const own = read(path);
  if (own.imports !== undefined) return [];
  const { imports, type, scripts, dependencies, devDependencies, allowScripts } = read(
    join(template, 'package.json'),
  );
  const merged = {
    ...own,
    type,
    imports,
    scripts: { ...of(own.scripts), ...of(scripts) },
    dependencies: { ...of(dependencies), ...of(own.dependencies) },
    devDependencies: withoutThose(of(own.dependencies), {
      ...of(devDependencies),
      ...embeddedPostgres(String(gatehouseOf(own))),
      ...of(own.devDependencies),
    }),
    allowScripts: { ...of(allowScripts), ...of(own.allowScripts) },
  };
  writeFileSync(path, `${JSON.stringify(merged, null, 2)}\n`);
  const copied = ['tsconfig.json', 'vitest.config.ts'].filter((file) => !existsSync(join(folder, file)));
  for (const file of copied) {
    copyFileSync(join(template, file), join(folder, file), constants.COPYFILE_EXCL);
  }
  return ['package.json', ...copied];
}

/** As it was installed: a version, or the file or folder that it is from. */
function gatehouseOf({ dependencies, devDependencies }: Manifest): unknown {
  return of(dependencies).gatehouse ?? of(devDependencies).gatehouse;
}

/** From where Gatehouse itself is: the same version of the registry, the file beside its own, or within its checkout. */
function embeddedPostgres(gatehouse: string): Manifest {
  const isFolder = gatehouse.startsWith('file:') && !gatehouse.endsWith('.tgz');
  const source = isFolder
    ? `${gatehouse.replace(/\/$/, '')}/tools/embedded-postgres`
    : gatehouse.replace(/gatehouse(-[^/]+\.tgz)$/, 'gatehouse-embedded-postgres$1');
  return { '@gatehouse/embedded-postgres': source };
}

function read(path: string): Manifest {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function of(part: unknown): Manifest {
  return (part ?? {}) as Manifest;
}

function withoutThose(others: Manifest, packages: Manifest): Manifest {
  return Object.fromEntries(Object.entries(packages).filter(([name]) => others[name] === undefined));
}

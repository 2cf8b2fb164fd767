import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execute, expect } from './steps.ts';

/** What the packages may contain: compiled files with their types, and what people read. */
const contents: Readonly<Record<string, RegExp>> = {
  'gatehouse-0.1.0.tgz':
    /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|docs\/.+\.md|(templates|mails|pages)\/.+|dist\/(src|testing|migrations|tools\/scaffolding)\/.+(\.js|\.d\.ts))$/,
  'gatehouse-embedded-postgres-0.1.0.tgz': /^(package\.json|README\.md|LICENSE|dist\/[a-z-]+(\.js|\.d\.ts))$/,
};

/** What there may only be one of: they keep lists of their own of what is declared to them. */
const shared = [
  'typeorm',
  'class-validator',
  'class-transformer',
  'reflect-metadata',
  'fastify',
  'inversify',
];

const packages = ['gatehouse', '@gatehouse/embedded-postgres'];

export function packInto(folder: string, root: string, env: Record<string, string>): void {
  mkdirSync(folder);
  for (const which of [[], ['--workspace', 'tools/embedded-postgres']]) {
    execute('npm', ['pack', '--silent', '--pack-destination', folder, ...which], { cwd: root, env });
  }
  expect(
    `the tarballs ${Object.keys(contents).join(' and ')}`,
    readdirSync(folder).toSorted().join() === Object.keys(contents).toSorted().join(),
  );
  for (const [tarball, form] of Object.entries(contents)) {
    const files = execFileSync('tar', ['-tzf', join(folder, tarball)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, ''));
    const needless = files.filter((file) => !form.test(file));
    expect(`nothing needless in ${tarball}: ${needless.join(', ') || 'nothing'}`, needless.length === 0);
    expect(`all in ${tarball} that its package.json names`, named(folder, tarball, files));
  }
}

/** Whether every file of `exports` and `bin` is there. */
function named(folder: string, tarball: string, files: readonly string[]): boolean {
  const manifest = execFileSync('tar', ['-xOzf', join(folder, tarball), 'package/package.json'], {
    encoding: 'utf8',
  });
  const { exports, bin } = JSON.parse(manifest);
  const targets = [...targetsOf(exports), ...targetsOf(bin ?? {})];
  return targets.every((target) => files.includes(target.replace(/^\.\//, '')));
}

function targetsOf(tree: unknown): readonly string[] {
  if (typeof tree === 'string') return [tree];
  return Object.entries(tree as object)
    .filter(([condition]) => condition !== 'gatehouse-source')
    .flatMap(([, branch]) => targetsOf(branch));
}

export function install(app: string, env: Record<string, string>): void {
  execute('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: app, env });
  const nested = join(app, 'node_modules/gatehouse/node_modules');
  const twice = shared.filter((name) => existsSync(join(nested, name)));
  expect(`one copy of ${shared.join(', ')}`, twice.length === 0);
}

/** The digest of each installed file of our packages, by its path. */
export function digestsOf(app: string): ReadonlyMap<string, string> {
  return new Map(
    packages.flatMap((name) => {
      const folder = join(app, 'node_modules', name);
      return globSync('**', { cwd: folder })
        .map((path) => join(folder, path))
        .filter((path) => statSync(path).isFile())
        .map((path) => [path, createHash('sha256').update(readFileSync(path)).digest('hex')] as const);
    }),
  );
}

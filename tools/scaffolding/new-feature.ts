import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { OperatorError } from '#infrastructure/operator-error.js';
import {
  type FeatureNames,
  identifierOf,
  namesOf,
  renamer,
  requireFree,
} from '#scaffolding/feature-names.js';
import { HouseImports } from '#scaffolding/house-imports.js';
import { addToConfig, addToFeatureList, featureList } from '#scaffolding/lists-of-features.js';
import { prepareFolder, requireGatehouse } from '#scaffolding/prepare-folder.js';

const template = join(dirname(findPackageJSON(import.meta.url) as string), 'templates/feature');

/**
 * Writes the smallest feature that runs, is tested and appears in the documents: into this repository, or into the
 * folder of a team that has Gatehouse installed. What comes out differs in nothing but where things come from.
 * @returns lines that tell what was done, and what remains to be done.
 * @throws OperatorError for a bad or taken name; then nothing is written.
 */
export function newFeature(plural: string, singular?: string, folder = process.cwd()): readonly string[] {
  const names = namesOf(plural, singular);
  const isInside = packageName(folder) === 'gatehouse';
  const files = filesOf(names, isInside ? new HouseImports(folder) : null);
  requireUntaken(names, folder, [...files.keys()]);
  if (!isInside) requireGatehouse(folder);
  for (const [path, text] of files) write(join(folder, path), text);
  const identifier = identifierOf(names);
  const others = isInside ? [] : prepareFolder(template, folder);
  const tasks = ['Next: npm run docs, npm test'];
  if (isInside) addToFeatureList(plural, identifier, folder);
  else
    tasks.splice(0, 1, ...addToConfig(plural, identifier, folder), 'Next: npm install, npm test, npm start');
  const formatted = isInside ? [...files.keys(), featureList] : [...files.keys()];
  format(folder, formatted);
  return [
    `The feature ${plural}; one of them is called ${names.singular}:`,
    ...[...formatted, ...others].map((path) => `  ${path}`),
    ...tasks,
  ];
}

/** By path. */
function filesOf(names: FeatureNames, house: HouseImports | null): ReadonlyMap<string, string> {
  const texts = ['src', 'tests', 'migrations'].flatMap((part) =>
    readdirSync(join(template, part), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map(
        (path) =>
          [
            `${part}/${path.replaceAll('\\', '/')}`,
            readFileSync(join(template, part, path), 'utf8'),
          ] as const,
      ),
  );
  requireFree(
    names,
    texts.map(([, text]) => text),
  );
  const rename = renamer(names);
  const now = String(Date.now());
  const adapted = (text: string) => rename(text).replace(/\d{13}/, now);
  return new Map(
    texts.map(([path, text]) => [adapted(path), adapted(house === null ? text : house.within(text))]),
  );
}

function requireUntaken({ plural }: FeatureNames, folder: string, paths: readonly string[]): void {
  const manifests = join(import.meta.dirname, '../../src/composition');
  const builtIn = ['features', 'platform'].flatMap((kind) => readdirSync(join(manifests, kind)));
  if (builtIn.some((file) => file.startsWith(`${plural}.feature.`))) {
    throw new OperatorError(`Gatehouse has a feature ${plural} already: choose another name`);
  }
  const folders = paths.map((path) => dirname(path)).filter((path) => path.endsWith(`/${plural}`));
  const taken = [...folders, ...paths].find((path) => existsSync(join(folder, path)));
  if (taken !== undefined) {
    throw new OperatorError(`There is ${taken} already, and nothing is overwritten: choose another name`);
  }
}

function packageName(folder: string): unknown {
  const path = join(folder, 'package.json');
  if (!existsSync(path))
    throw new OperatorError(`There is no ${path}: install Gatehouse in this folder first`);
  return JSON.parse(readFileSync(path, 'utf8')).name;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag: 'wx' });
}

/** With Biome, where it is installed: the order of imports and the breaks of lines depend on the names. */
function format(folder: string, paths: readonly string[]): void {
  const biome = join(folder, 'node_modules/@biomejs/biome/bin/biome');
  if (!existsSync(biome)) return;
  const { status, stderr } = spawnSync(process.execPath, [biome, 'check', '--write', ...paths], {
    cwd: folder,
  });
  if (status !== 0) throw new OperatorError(`What was written could not be formatted:\n${stderr}`);
}

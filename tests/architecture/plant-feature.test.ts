import { relative } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort, ServiceProcess } from '../support/service-process.js';
import { CopyOfRepository } from './copy-of-repository.js';

const name = 'parcel-lockers';
const list = 'src/composition/features.ts';

let copy: CopyOfRepository;
beforeAll(async () => {
  copy = await CopyOfRepository.make();
});
afterAll(() => copy?.delete());

const compiler = 'node_modules/typescript/bin/tsc';

async function build(): Promise<void> {
  copy.remove('dist');
  await copy.node(compiler, '-b');
}

/** @returns the files that passed. @throws Error when one does not. */
async function runTests(...filters: readonly string[]): Promise<readonly string[]> {
  const results = 'dist/test-results.json';
  const options = ['--project=unit', '--project=postgres', '--reporter=json', `--outputFile=${results}`];
  await copy.node('node_modules/vitest/vitest.mjs', 'run', ...options, ...filters);
  const { testResults } = JSON.parse(copy.read(results)) as { testResults: { name: string }[] };
  return testResults.map((file) => relative(copy.folder, file.name));
}

/** As the built service tells of itself. */
async function documents() {
  const service = new ServiceProcess(await freePort(), { STORAGE: 'memory' }, copy.folder);
  try {
    await service.start();
    const answer = await fetch(`${service.baseUrl}/openapi.json`);
    await copy.node('dist/src/cli.js', 'docs', 'dist/docs');
    return documentsOf((await answer.json()) as { readonly paths: object });
  } finally {
    await service.stop();
  }
}

function documentsOf(openapi: { readonly paths: object }) {
  const page = (file: string) => copy.read(`dist/docs/${file}`);
  return {
    openapi,
    configuration: page('configuration.md'),
    errors: page('errors.md'),
    events: page('events.md'),
  };
}

it('a feature is planted by one line in a list, and removed without a trace', async () => {
  await copy.node('--conditions=gatehouse-source', 'scripts/new.ts', 'new:feature', name);
  const files = await copy.added();
  expect(files.length).toBeGreaterThan(15);

  // The line in the list, and the import of what it names.
  expect(await copy.changed()).toEqual([`2 0 ${list}`]);
  expect((await copy.git('diff', '-U0')).match(/^\+ .*$/gm)).toEqual(['+  parcelLockers,']);

  await Promise.all([
    build(),
    copy.node(compiler, '-p', 'tsconfig.check.json'),
    copy.node('node_modules/@biomejs/biome/bin/biome', 'check', list, ...files),
  ]);
  // Those of the contract judge the built-in features that it tells of, and have nothing against another one.
  const ours = ['tests/architecture/layers.test.ts', 'tests/e2e/contract/routes.test.ts'];
  const [ran, told] = await Promise.all([runTests(name, ...ours), documents()]);
  expect(ran).toEqual(
    expect.arrayContaining([...ours, ...files.filter((path) => path.endsWith('.test.ts'))]),
  );
  expect(told.openapi.paths).toHaveProperty([`/api/v1/${name}`, 'post']);
  expect(told.configuration).toContain('`PARCEL_LOCKER_MAX_LENGTH`');
  expect(told.configuration).toContain('`RATE_LIMIT_PARCEL_LOCKERS`');
  expect(told.errors).toContain('`PARCEL_LOCKER_TAKEN`');
  expect(told.events).toContain('`parcel_locker.created`');

  // Its name finds all of it.
  const found = await copy.added(`*/${name}/*`, `*${name}*`);
  expect(found).toEqual(files);
  for (const path of found) copy.remove(path);
  copy.write(list, copy.read(list).replace(/.*parcelLockers.*\n/g, ''));
  expect([await copy.changed(), await copy.added()]).toEqual([[], []]);
  await build();
}, 300_000);

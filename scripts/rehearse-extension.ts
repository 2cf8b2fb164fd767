/**
 * Does what a team with a feature of its own does: packs Gatehouse, installs it in an empty folder beside the files of
 * `tests/extending`, tests and runs them there, in memory and on PostgreSQL, and builds and tries their image. Nothing
 * of the installed packages may have changed at the end.
 *
 *   node scripts/rehearse-extension.ts [postgres://user:password@host:5432/database]
 *
 * Without the URL of a server, all of it runs on the embedded PostgreSQL.
 */
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { digestsOf, install, packInto } from './rehearsal/extension.ts';
import { buildImage, tryOut } from './rehearsal/image.ts';
import { url as projectsUrl, type Service, startService, useProjects } from './rehearsal/projects.ts';
import { bareEnvironment, execute, expect, withDatabase } from './rehearsal/steps.ts';

const root = dirname(import.meta.dirname);
const serverUrl = process.argv[2] || undefined;

const work = mkdtempSync(join(tmpdir(), 'gatehouse-extension-'));
// As root, the embedded PostgreSQL runs by another account, which has to pass through.
chmodSync(work, 0o755);
const app = join(work, 'projects');
const env = bareEnvironment(process.env.PATH);
const gatehouse = (parameters: readonly string[], variables: Record<string, string> = {}) =>
  execute('node_modules/.bin/gatehouse', parameters, { cwd: app, env: { ...env, ...variables } });

let service: Service | undefined;
async function cleanUp(): Promise<void> {
  await service?.kill();
  // As root, `DATA_DIR` is a folder there, named after this one.
  for (const folder of [work, ...globSync(`/var/lib/gatehouse/${basename(work)}-*`)]) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => cleanUp().finally(() => process.exit(1)));
}
try {
  mkdirSync(app);
  cpSync(join(root, 'tests/extending'), app, {
    recursive: true,
    filter: (path) => !/\/(node_modules|dist|vendor)$/.test(path),
  });
  packInto(join(app, 'vendor'), root, env);
  install(app, env);
  const before = digestsOf(app);

  const tested = serverUrl === undefined ? env : { ...env, TEST_DATABASE_URL: serverUrl };
  execute('npm', ['test'], { cwd: app, env: tested });
  checkReferencePages();
  await runInMemory();
  await runOnEmbeddedPostgres();
  if (serverUrl !== undefined) await tryImage(serverUrl);
  else await withEmbeddedServer(tryImage);

  const after = digestsOf(app);
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (file) => before.get(file) !== after.get(file),
  );
  expect(`0 of ${before.size} installed files to be changed, ${changed.length} are`, changed.length === 0);
  console.log('\nThe extension installs, tests, runs and is packed as an image.');
} finally {
  await cleanUp();
}

function checkReferencePages(): void {
  gatehouse(['docs', 'reference']);
  const contents: Record<string, readonly string[]> = {
    'configuration.md': ['PROJECTS_PER_USER', 'RATE_LIMIT_PROJECTS'],
    'errors.md': ['PROJECT_NOT_FOUND', 'PROJECT_NAME_TAKEN', 'TOO_MANY_PROJECTS'],
    'events.md': ['project.created', 'project.renamed', 'project.deleted'],
    '.env.example': ['PROJECTS_PER_USER', 'RATE_LIMIT_PROJECTS'],
  };
  for (const [page, words] of Object.entries(contents)) {
    const text = readFileSync(join(app, 'reference', page), 'utf8');
    expect(
      `${words.join(', ')} in ${page}`,
      words.every((word) => text.includes(word)),
    );
  }
}

async function runInMemory(): Promise<void> {
  console.log('\nIn memory');
  service = await startService(app, { ...env, STORAGE: 'memory' });
  await useProjects(service);
  await service.stop();
}

async function runOnEmbeddedPostgres(): Promise<void> {
  console.log('\nOn the embedded PostgreSQL');
  const place = { DATA_DIR: join(work, 'data') };
  gatehouse(['migrate', 'up'], place);
  service = await startService(app, { ...env, ...place });
  await useProjects(service);
  await service.stop();
  gatehouse(['migrate', 'down', 'projects'], place);
  gatehouse(['migrate', 'up'], place);
}

async function withEmbeddedServer(use: (url: string) => Promise<void>): Promise<void> {
  const file = join(app, 'node_modules/@gatehouse/embedded-postgres/dist/index.js');
  const { startEmbeddedPostgres } = await import(pathToFileURL(file).href);
  const server = await startEmbeddedPostgres({ directory: join(work, 'server') });
  try {
    await use(server.superuserUrl);
  } finally {
    await server.stop();
  }
}

async function tryImage(server: string): Promise<void> {
  console.log('\nThe image');
  const image = buildImage(app, join(work, 'image'));
  const installed = join(image.folder, image.workdir, 'node_modules');
  expect(
    'no development dependencies',
    !['typescript', 'vitest', '@gatehouse/embedded-postgres'].some((each) =>
      existsSync(join(installed, each)),
    ) && existsSync(join(installed, 'gatehouse')),
  );
  await withDatabase(server, (database) =>
    tryOut(image, {
      database,
      cli: 'node_modules/gatehouse/dist/src/cli.js',
      use: async (origin, token) => {
        const answer = await fetch(origin + projectsUrl, { headers: { authorization: `Bearer ${token}` } });
        expect('the route of the extension to answer', answer.status === 200);
      },
    }),
  );
}

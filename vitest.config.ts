import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// No `import`: Vitest hands these to Node too, where `require` would then load ES modules.
const conditions = ['gatehouse-source', 'source', 'node'];
/** As the feature in `tests/extending` sees us, where we are a package that is installed. */
const alias = [
  { find: /^gatehouse$/, replacement: join(import.meta.dirname, 'src/index.ts') },
  { find: /^gatehouse\/testing$/, replacement: join(import.meta.dirname, 'testing/index.ts') },
];
const resolve = { alias, conditions, externalConditions: conditions };
const shared = {
  resolve,
  ssr: { resolve },
  // Where Vitest runs the global set-up.
  environments: { __vitest__: { resolve } },
};

const running = {
  // Files share the module graph of their worker, so what they change for all is changed back.
  isolate: false,
  restoreMocks: true,
  unstubEnvs: true,
  maxWorkers: 2,
  // For what hangs. No test has to be faster than a busy machine lets it.
  testTimeout: 240_000,
  hookTimeout: 240_000,
  expect: { poll: { timeout: 60_000, interval: 20 } },
};

const onPostgres = { setupFiles: ['testing/setup.ts'], globalSetup: ['testing/postgres.ts'], ...running };

/** Build and run copies of the repository. */
const copies = [
  'tests/architecture/plant-feature.test.ts',
  'tests/e2e/docs/commands.test.ts',
  'tests/e2e/process/dev.test.ts',
];
const browser = 'tests/e2e/browser/**/*.test.ts';

/** Unit and architecture tests need no database; those of the service share one server and
 * make databases of their own; those of copies and of a browser take their time, and are projects of their own so that they can
 * be run apart; those of the embedded PostgreSQL start servers; those of faults start whatever they break,
 * one after the other, and are run by `npm run test:faults`. */
export default defineConfig({
  ...shared,
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: ['tests/{unit,architecture}/**/*.test.ts'],
          exclude: copies,
          setupFiles: ['testing/setup.ts'],
          ...running,
        },
      },
      {
        ...shared,
        test: {
          name: 'postgres',
          include: ['tests/{contract,integration,e2e,extending}/**/*.test.ts', 'templates/**/*.test.ts'],
          exclude: [...copies, browser],
          ...onPostgres,
        },
      },
      {
        ...shared,
        test: { name: 'copies', include: copies, ...onPostgres },
      },
      {
        ...shared,
        test: { name: 'browser', include: [browser], ...onPostgres },
      },
      {
        ...shared,
        test: {
          name: 'embedded-postgres',
          include: ['tools/embedded-postgres/tests/**/*.test.ts'],
          testTimeout: 240_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          setupFiles: ['testing/setup.ts'],
          globalSetup: ['tests/faults/support/global-setup.ts'],
          ...running,
          // What is measured must not share the machine.
          fileParallelism: false,
        },
      },
    ],
  },
});

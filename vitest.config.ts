import { defineConfig } from 'vitest/config';

// No `import`: Vitest hands these to Node too, where `require` would then load ES modules.
const conditions = ['source', 'node'];
const resolve = { conditions, externalConditions: conditions };
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
  testTimeout: 60_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 20_000, interval: 5 } },
};

/** Unit and architecture tests need no database; those of the service share one server and
 * make databases of their own; those of the embedded PostgreSQL start servers. */
export default defineConfig({
  ...shared,
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: ['tests/{unit,architecture}/**/*.test.ts'],
          setupFiles: ['tests/support/setup.ts'],
          ...running,
        },
      },
      {
        ...shared,
        test: {
          name: 'postgres',
          include: ['tests/{contract,integration,e2e}/**/*.test.ts'],
          setupFiles: ['tests/support/setup.ts'],
          globalSetup: ['tests/support/postgres-server.ts'],
          ...running,
        },
      },
      {
        ...shared,
        test: {
          name: 'embedded-postgres',
          include: ['tools/embedded-postgres/tests/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
    ],
  },
});

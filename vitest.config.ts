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
        },
      },
      {
        ...shared,
        test: {
          name: 'postgres',
          include: ['tests/{contract,integration,e2e}/**/*.test.ts'],
          setupFiles: ['tests/support/setup.ts'],
          globalSetup: ['tests/support/postgres-server.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
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

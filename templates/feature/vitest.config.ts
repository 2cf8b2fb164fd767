import { defineConfig } from 'vitest/config';

// `source` for the files here, which are TypeScript; Gatehouse is installed compiled.
const conditions = ['source', 'node'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['node'] } },
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['gatehouse/testing/postgres'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

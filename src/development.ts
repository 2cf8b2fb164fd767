import { defineFeature } from '#composition/define-feature.js';
import { loadExtensions } from '#composition/load-extensions.js';
import { postgresTokens } from '#composition/platform/postgres.tokens.js';
import { runService } from '#composition/run-service.js';
import { readDotEnv } from '#infrastructure/configuration/dot-env.js';
import { fail } from './process-exit.js';

/** The service as `npm run dev` runs it: on the PostgreSQL that its parent keeps running. */
const development = defineFeature({
  name: 'development',
  postgres: (wiring) => wiring.replace(postgresTokens.mayJoinServer, () => true, []),
});

try {
  readDotEnv();
  await runService([...(await loadExtensions()), development]);
  process.send?.('ready');
} catch (error) {
  fail(error);
}

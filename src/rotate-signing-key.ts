import { buildContainer } from '#composition/container.js';
import { tokens } from '#composition/tokens.js';
import { loadConfig } from '#infrastructure/configuration/load-config.js';
import { fail } from './process-exit.js';

try {
  const config = loadConfig(process.env);
  const container = buildContainer(config);
  try {
    await (await container.get(tokens.security.signingKeyRing)).rotate();
    console.log(`A new signing key is published; it signs in ${config.tokens.keyActivationSeconds} seconds.`);
  } finally {
    await container.close();
  }
  process.exit(0);
} catch (error) {
  fail(error);
}

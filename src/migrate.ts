import { buildContainer } from '#composition/container.js';
import { tokens } from '#composition/tokens.js';
import { loadConfig } from '#infrastructure/configuration/load-config.js';
import { fail } from './process-exit.js';

const [direction, feature] = process.argv.slice(2);
try {
  const config = loadConfig(process.env);
  if (config.database.kind === 'memory') throw new Error('STORAGE=memory has no schema to migrate');
  const container = buildContainer(config);
  try {
    const migrator = await container.get(tokens.postgres.migrator);
    if (direction === 'up') {
      const applied = await migrator.up();
      console.log(applied.length === 0 ? 'Nothing to migrate.' : `Applied ${applied.join(', ')}.`);
    } else if (direction === 'down') {
      const reverted = await migrator.down(feature);
      console.log(reverted === null ? 'Nothing to revert.' : `Reverted ${reverted}.`);
    } else {
      throw new Error('Say which way: up, or down with or without a feature');
    }
  } finally {
    await container.close();
  }
  process.exit(0);
} catch (error) {
  fail(error);
}

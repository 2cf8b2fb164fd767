import type { Command } from 'commander';
import { newFeature } from '#scaffolding/new-feature.js';
import { newMigration } from '#scaffolding/new-migration.js';

/** Commands that write source. They need no configuration, and nothing that has been built before. */
export function addScaffolding(program: Command): void {
  program
    .command('new:feature <name> [singular]')
    .description('Write the smallest feature that runs, is tested and appears in the documents')
    .action((name: string, singular?: string) => {
      for (const line of newFeature(name, singular)) console.log(line);
    });
  program
    .command('new:migration <feature> <what> [folder]')
    .description('Write an empty migration of a feature')
    .action((feature: string, what: string, folder?: string) => {
      console.log(`${newMigration(feature, what, folder)}: write up() and down(), with named constraints.`);
    });
}

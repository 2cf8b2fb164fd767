import type { Command } from 'commander';
import { newFeature } from '#scaffolding/new-feature.js';
import { newMigration } from '#scaffolding/new-migration.js';

const ofMigrations = 'Write an empty migration of a feature';

/** Whether these words are for one of the commands below. */
export function writesSource(words: readonly string[]): boolean {
  const [first = '', second] = words.filter((word) => !word.startsWith('-'));
  return first.startsWith('new:') || (first === 'migrate' && second === 'new');
}

/** Commands that write source. They need no configuration, and nothing that has been built before. */
export function addScaffolding(program: Command): void {
  const migration = (
    feature: string,
    what: string,
    folder: string | undefined,
    { json }: { json?: boolean },
  ) => {
    const path = newMigration(feature, what, folder);
    if (json || program.opts().json) console.log(JSON.stringify({ path }));
    else console.log(`${path}: write up() and down(), with named constraints.`);
  };
  const json = ['--json', 'the result as one JSON document'] as const;
  program
    .command('new:feature <name> [singular]')
    .description('Write the smallest feature that runs, is tested and appears in the documents')
    .option(...json)
    .action((name: string, singular: string | undefined, options: { json?: boolean }) => {
      const lines = newFeature(name, singular);
      if (options.json || program.opts().json) console.log(JSON.stringify({ lines }));
      else for (const line of lines) console.log(line);
    });
  program
    .command('new:migration <feature> <what> [folder]')
    .description(ofMigrations)
    .option(...json)
    .action(migration);
  const group =
    program.commands.find((command) => command.name() === 'migrate') ?? program.command('migrate');
  group
    .command('new <feature> <what> [folder]')
    .description(ofMigrations)
    .option(...json)
    .addHelpText('after', '\nExamples:\n  $ gatehouse migrate new users add-nickname')
    .action(migration);
}

#!/usr/bin/env node
import { Command } from 'commander';
import { type CommandDefinition, defineFeature } from '#composition/define-feature.js';
import { FeatureSet } from '#composition/feature-set.js';
import { builtInFeatures } from '#composition/features.js';
import { loadExtensions } from '#composition/load-extensions.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { postgresTokens } from '#composition/platform/postgres.tokens.js';
import { runService } from '#composition/run-service.js';
import { composeService } from '#composition/service.js';
import { addScaffolding } from '#scaffolding/commands.js';
import { fail } from './process-exit.js';

/** The command line: `start`, and whatever the features contribute. */
const program = new Command('gatehouse').description('A self-hosted user and authentication service');
addScaffolding(program);

/** Standard output is for what a command tells; and a service that runs already is not in the way of one. */
const commandLine = defineFeature({
  name: 'command-line',
  bind: (wiring) => wiring.replace(platform.logDestination, () => process.stderr, []),
  postgres: (wiring) => wiring.replace(postgresTokens.mayJoinServer, () => true, []),
});

try {
  // What writes an extension runs before there is one that loads.
  const writesSource = program.commands.some((command) => command.name() === process.argv[2]);
  const extensions = writesSource ? [] : await loadExtensions();
  program
    .command('start')
    .description('Run the service, as without any command')
    .action(() => runService(extensions));
  for (const command of new FeatureSet([...builtInFeatures, ...extensions]).gather('commands')) add(command);
  for (const group of program.commands.filter(({ commands }) => commands.length > 0)) {
    group.description(group.commands.map((command) => command.name()).join(', '));
  }
  const words = process.argv.slice(2);
  await program.parseAsync(words.length === 0 ? ['start'] : words, { from: 'user' });
} catch (error) {
  fail(error);
}

/** Words become commands within commands; what is in brackets, its arguments. */
function add(definition: CommandDefinition): void {
  const [, words = '', parameters = ''] = /^([a-z -]+?)\s*([<[].*)?$/.exec(definition.usage) ?? [];
  const names = words.split(' ');
  const last = names.pop() as string;
  const parent = names.reduce(
    (command, name) => command.commands.find((child) => child.name() === name) ?? command.command(name),
    program,
  );
  const command = parent.command(`${last} ${parameters}`.trim()).description(definition.description);
  for (const [flags, meaning] of Object.entries(definition.options ?? {})) command.option(flags, meaning);
  command.action(() => run(definition, command));
}

async function run(definition: CommandDefinition, command: Command): Promise<void> {
  const features = [...(await loadExtensions()), commandLine];
  const container = composeService({ environment: process.env, features });
  const values = command.registeredArguments.map((argument, index) => [argument.name(), command.args[index]]);
  try {
    await definition.run({
      parameters: Object.fromEntries(values),
      options: command.opts(),
      get: (token) => container.get(token),
      print: (line) => console.log(line),
    });
  } finally {
    await container.close();
  }
  process.exit(0);
}

import { Command } from 'commander';
import { addScaffolding } from '#scaffolding/commands.js';
import type { CommandDefinition } from '../define-feature.js';
import { packageVersion } from '../package-folder.js';
import { exitCodesHelp } from './exit-codes.js';

type Run = (definition: CommandDefinition, command: Command) => Promise<void>;

const width = 100;
const json = ['--json', 'the result as one JSON document'] as const;

/** The command line: `start`, what writes source, and these commands. */
export function createProgram(
  definitions: readonly CommandDefinition[],
  run: Run,
  start: () => Promise<void>,
): Command {
  const program = new Command('gatehouse')
    .description('A self-hosted user and authentication service')
    .version(packageVersion(), '-V, --version', 'which version this is')
    .option(...json)
    .configureHelp({ helpWidth: width, showGlobalOptions: false })
    .exitOverride()
    .showHelpAfterError('(--help tells what there is)')
    .addHelpText('after', exitCodesHelp);
  program
    .command('start')
    .description('Run the service, as without any command')
    .option(
      '--json',
      'where it listens as one JSON document on standard output, and the log on standard error',
    )
    .action(start);
  for (const definition of definitions) add(program, definition, run);
  addScaffolding(program);
  describeGroups(program);
  return program;
}

/** A group has the names of its commands for a description. */
function describeGroups(program: Command): void {
  for (const group of program.commands.filter(({ commands }) => commands.length > 0)) {
    group.description(group.commands.map((command) => command.name()).join(', '));
  }
}

/** Words become commands within commands; what is in brackets, its arguments. */
function add(program: Command, definition: CommandDefinition, run: Run): void {
  const [, words = '', parameters = ''] = /^([a-z -]+?)\s*([<[].*)?$/.exec(definition.usage) ?? [];
  const names = words.split(' ');
  const last = names.pop() as string;
  const parent = names.reduce(
    (command, name) => command.commands.find((child) => child.name() === name) ?? command.command(name),
    program,
  );
  const command = parent.command(`${last} ${parameters}`.trim()).description(definition.description);
  for (const [flags, meaning] of Object.entries(definition.options ?? {})) command.option(flags, meaning);
  command.option(...json);
  const examples = definition.examples?.map(
    (example) => `  $ ${/\bgatehouse /.test(example) ? example : `gatehouse ${example}`}`,
  );
  if (examples !== undefined) command.addHelpText('after', `\nExamples:\n${examples.join('\n')}`);
  command.action(() => run(definition, command));
}

/** What `--help` says, of the whole and of each command. */
export function helpOf(program: Command): readonly { readonly title: string; readonly help: string }[] {
  return [program, ...program.commands.flatMap(leavesOf)].map((command) => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) });
    command.outputHelp();
    return { title: titleOf(command), help: help.trimEnd() };
  });
}

function leavesOf(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
}

function titleOf(command: Command): string {
  return command.parent === null ? command.name() : `${titleOf(command.parent)} ${command.name()}`;
}

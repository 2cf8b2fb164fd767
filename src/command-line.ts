import { CommanderError } from 'commander';
import { exitCodes } from '#composition/command-line/exit-codes.js';
import { CommandOutput } from '#composition/command-line/output.js';
import { createProgram } from '#composition/command-line/program.js';
import { runCommand } from '#composition/command-line/run-command.js';
import { FeatureSet } from '#composition/feature-set.js';
import { builtInFeatures } from '#composition/features.js';
import { loadExtensions } from '#composition/load-extensions.js';
import { runService } from '#composition/run-service.js';
import { readDotEnv } from '#infrastructure/configuration/dot-env.js';
import { writesSource } from '#scaffolding/commands.js';
import { fail, failureOf } from './process-exit.js';

/** The command line: `start`, and whatever the features contribute. */
const words = process.argv.slice(2);
const output = new CommandOutput(words.includes('--json'), process);
let exitCode: number = exitCodes.ok;

try {
  readDotEnv();
  // What writes an extension runs before there is one that loads.
  const extensions = writesSource(words) ? [] : await loadExtensions();
  const definitions = new FeatureSet([...builtInFeatures, ...extensions]).gather('commands');
  const program = createProgram(
    definitions,
    async (definition, command) => {
      exitCode = await runCommand(definition, command, extensions, output);
    },
    () => runService(extensions, output.isJson),
  );
  await program.parseAsync(words.length === 0 ? ['start'] : words, { from: 'user' });
  if (words.length > 0 && program.args[0] !== 'start') process.exit(exitCode);
} catch (error) {
  // Commander has told it.
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) process.exit(exitCodes.ok);
    output.fail({ code: 'USAGE', message: error.message });
    process.exit(exitCodes.usage);
  }
  output.fail(failureOf(error));
  fail(error);
}

import { Writable } from 'node:stream';
import { CommandOutput } from '#composition/command-line/output.js';
import { createProgram } from '#composition/command-line/program.js';
import { parametersOf } from '#composition/command-line/run-command.js';
import type { ServiceContainer } from '#composition/container.js';
import type { CommandInput } from '#composition/define-feature.js';
import { FeatureSet } from '#composition/feature-set.js';
import { builtInFeatures } from '#composition/features.js';
import { failureOf } from '../../src/process-exit.js';

type Given = Partial<Pick<CommandInput, 'parameters' | 'options' | 'isJson' | 'environment' | 'signal'>> & {
  readonly stdin?: string;
};

/** What a command is given on the command line, for one that runs in this process. */
export function commandInput(container: Pick<ServiceContainer, 'get'>, given: Given = {}) {
  const stdout = new Sink();
  const output = new CommandOutput(given.isJson ?? false, { stdout, stderr: new Sink() });
  const input: CommandInput = {
    parameters: {},
    options: {},
    environment: {},
    signal: new AbortController().signal,
    isJson: false,
    ...given,
    features: builtInFeatures,
    get: (token) => container.get(token),
    print: (line) => output.print(line),
    tell: (result, text) => output.tell(result, text),
    list: (items, line = (item) => JSON.stringify(item)) => output.list(items, line),
    write: (text) => output.write(text),
    note: (line) => output.note(line),
    progress: (text) => output.progress(text),
    confirm: async () => true,
    readInput: async () => given.stdin ?? '',
  };
  return { input, output, stdout: () => stdout.text };
}

class Sink extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const definitions = new FeatureSet(builtInFeatures).gather('commands');

/**
 * Runs what is typed in this process, which takes no time; what is a matter of the process is tried in one of its own.
 * @returns what is written on standard output. @throws Error with what programs are told of a failure.
 */
export async function typed(
  words: readonly string[],
  container: Pick<ServiceContainer, 'get'>,
  given: Given = {},
): Promise<string> {
  let written = '';
  const program = createProgram(
    definitions,
    async (definition, command) => {
      const { input, output, stdout } = commandInput(container, {
        ...given,
        parameters: parametersOf(command),
        options: command.opts(),
      });
      await definition.run(input);
      output.end();
      written = stdout();
    },
    async () => undefined,
  );
  await program.parseAsync([...words], { from: 'user' }).catch((error) => {
    throw new Error(JSON.stringify(failureOf(error)), { cause: error });
  });
  return written;
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { type CommandDefinition, type CommandInput, defineFeature, type Feature } from '../define-feature.js';
import { builtInFeatures } from '../features.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { composeService } from '../service.js';
import { useCaseLogger } from '../wiring.js';
import { exitCodes } from './exit-codes.js';
import type { CommandOutput } from './output.js';
import { confirm, readInput } from './terminal.js';

/** For a command to end by itself when it is interrupted, and then for what is open to be closed. */
const graceMs = 2_000;

/** Standard output is for what a command tells; and a service that runs already is not in the way of one. */
const commandLine = defineFeature({
  name: 'command-line',
  bind(wiring) {
    wiring.replace(platform.logDestination, () => process.stderr, []);
    // An import takes as long as it takes.
    wiring.replace(useCaseLogger, (logger) => ({ logger, slowMs: Number.POSITIVE_INFINITY }), [
      platform.logger,
    ]);
  },
  postgres: (wiring) => wiring.replace(postgresTokens.mayJoinServer, () => true, []),
});

/**
 * Runs a command to its end, or until it is interrupted.
 * @returns the exit code.
 */
export async function runCommand(
  definition: CommandDefinition,
  command: Command,
  extensions: readonly Feature[],
  output: CommandOutput,
): Promise<number> {
  const environment = process.env;
  const features = [...extensions, commandLine];
  const { signal, ended } = interruptions();
  output.signal = signal;
  // Composed with the first thing that is asked for: some commands need no valid configuration.
  let container: ReturnType<typeof composeService> | undefined;
  const working = definition.run({
    parameters: parametersOf(command),
    options: command.opts(),
    features: [...builtInFeatures, ...extensions],
    environment,
    signal,
    isJson: output.isJson,
    get: async (dependency) => {
      container ??= composeService({ environment, features });
      return container.get(dependency);
    },
    print: (line) => output.print(line),
    tell: (result, text) => output.tell(result, text),
    list: (items, line = (item) => JSON.stringify(item)) => output.list(items, line),
    write: (text) => output.write(text),
    note: (line) => output.note(line),
    progress: (text) => output.progress(text),
    confirm: (question) => confirm(question, signal),
    readInput,
  });
  const inTime = <T>(work: Promise<T>) => Promise.race([work, delay(graceMs)]);
  try {
    const code = await Promise.race([working.then(() => null), ended]);
    if (code !== null) {
      await inTime(working.catch(() => undefined));
      return code;
    }
    output.end();
    // Not known before: whether there is somebody who reads it.
    await Promise.race([output.flushed(), ended]);
    return signal.aborted ? (signal.reason as number) : exitCodes.ok;
  } catch (error) {
    // What fails because it was interrupted has not failed by itself.
    if (signal.aborted) return signal.reason as number;
    throw error;
  } finally {
    output.clearProgress();
    const closing = container?.close();
    if (closing !== undefined) await (signal.aborted ? inTime(closing.catch(() => undefined)) : closing);
  }
}

/** The arguments of a command by their names. */
export function parametersOf({ registeredArguments, args }: Command): CommandInput['parameters'] {
  return Object.fromEntries(registeredArguments.map((argument, index) => [argument.name(), args[index]]));
}

/** Of which the second one does not wait any more. */
function interruptions(): { readonly signal: AbortSignal; readonly ended: Promise<number> } {
  const controller = new AbortController();
  const { promise: ended, resolve } = Promise.withResolvers<number>();
  const interrupt = (code: number) => {
    if (controller.signal.aborted) process.exit(code);
    controller.abort(code);
    resolve(code);
  };
  process.on('SIGINT', () => interrupt(exitCodes.interrupted));
  process.on('SIGTERM', () => interrupt(exitCodes.terminated));
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (controller.signal.aborted) return;
    if (code === 'EPIPE') return interrupt(exitCodes.brokenPipe);
    console.error(`Standard output cannot be written to (${code})`);
    interrupt(exitCodes.failed);
  });
  process.stderr.on('error', () => undefined);
  return { signal: controller.signal, ended };
}

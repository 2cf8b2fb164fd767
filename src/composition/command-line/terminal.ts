import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { UsageError } from '#infrastructure/operator-error.js';

/** @throws UsageError where nobody could answer. */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError('There is no terminal to ask for confirmation on: say --yes');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Here Ctrl-C is a key.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal }).catch((error: unknown) => {
      if (signal.aborted) throw error;
      // Ctrl-D: nothing more comes.
      return '';
    });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

export function readInput(): Promise<string> {
  return text(process.stdin);
}

import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { UsageError } from '#infrastructure/operator-error.js';

/** @throws UsageError where nobody could answer. */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError('There is no terminal to ask for confirmation on: say --yes');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Here Ctrl-C is a key, and Ctrl-D the end of what is read, which would leave the question open.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const ended = once(terminal, 'close').then(() => '');
  try {
    const answer = await Promise.race([terminal.question(`${question} [y/N] `, { signal }), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

export function readInput(): Promise<string> {
  return text(process.stdin);
}

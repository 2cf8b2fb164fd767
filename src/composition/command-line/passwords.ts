import { randomBytes } from 'node:crypto';
import { UsageError } from '#infrastructure/operator-error.js';
import type { CommandInput } from '../define-feature.js';

/** Never as an argument: those are seen by whoever lists processes, and kept in the history of the shell. */
export const passwordOptions = {
  '--password-stdin': 'take the password from standard input; by default one is made and printed once',
} as const;

export function randomPassword(): string {
  return randomBytes(15).toString('base64url');
}

export interface ChosenPassword {
  readonly password: string;
  /** To be printed; null where whoever runs the command has given it. */
  readonly shown: string | null;
}

/** @throws UsageError where standard input has none. */
export async function choosePassword({
  options,
  readInput,
}: Pick<CommandInput, 'options' | 'readInput'>): Promise<ChosenPassword> {
  if (options.passwordStdin !== true) {
    const password = randomPassword();
    return { password, shown: password };
  }
  const password = (await readInput()).replace(/\r?\n$/, '');
  if (password === '') throw new UsageError('Standard input has no password');
  return { password, shown: null };
}

export function passwordLines({ shown }: ChosenPassword): readonly string[] {
  return shown === null ? [] : [`Password: ${shown} (shown only now)`];
}

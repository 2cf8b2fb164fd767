import type { ConfigurationProblem } from './configuration-error.js';

export type ReadFile = (path: string) => string;
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** Editors and `echo` leave one behind, which is no part of a secret. */
const lastLineBreak = /\r?\n$/;

/** Puts the contents of the file that `<NAME>_FILE` names in the place of `<NAME>`, as Docker secrets expect. */
export function withSecretFiles(
  environment: EnvironmentVariables,
  names: readonly string[],
  readFile: ReadFile,
): { values: EnvironmentVariables; problems: ConfigurationProblem[] } {
  const values: Record<string, string | undefined> = { ...environment };
  for (const variable of names) values[variable] = environment[variable]?.replace(lastLineBreak, '');
  const problems: ConfigurationProblem[] = [];
  for (const variable of names) {
    const path = environment[`${variable}_FILE`];
    if (path === undefined) continue;
    try {
      if (environment[variable] !== undefined) throw new Error(`is set together with ${variable}_FILE`);
      values[variable] = contentsOf(path, variable, readFile);
    } catch (error) {
      const remedy = `Set either ${variable}, or ${variable}_FILE to a readable file that holds its value.`;
      problems.push({ variable, problem: (error as Error).message, remedy });
    }
  }
  return { values, problems };
}

function contentsOf(path: string, variable: string, readFile: ReadFile): string {
  let contents: string;
  try {
    contents = readFile(path);
  } catch (error) {
    throw new Error(`cannot be read from ${path} (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
  const value = contents.replace(lastLineBreak, '');
  if (value === '') throw new Error(`is empty in the file that ${variable}_FILE names`);
  return value;
}

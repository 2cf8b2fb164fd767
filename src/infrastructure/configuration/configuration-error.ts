import { OperatorError } from '#infrastructure/operator-error.js';

export interface ConfigurationProblem {
  readonly variable: string;
  /** What is wrong, without the value. */
  readonly problem: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** What is set and is no setting. */
export interface MisspeltVariable {
  readonly name: string;
  /** The setting that was probably meant. */
  readonly nearest: string;
}

/** All that is wrong with the environment, together. Its message is made for the terminal. */
export class ConfigurationError extends OperatorError {
  constructor(
    readonly problems: readonly ConfigurationProblem[],
    misspelt: readonly MisspeltVariable[] = [],
  ) {
    const lines = [
      ...problems.map(({ variable, problem, remedy }) => `  ${variable} ${problem}. ${remedy}`),
      ...misspelt.map(({ name, nearest }) => `  ${name} is no setting. Do you mean ${nearest}?`),
    ];
    super(`The configuration is not valid:\n${lines.join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

/** Thrown by the parser of one variable. The text is shown, so it never holds the value of a secret. */
export class InvalidValue extends Error {
  constructor(
    readonly problem: string,
    readonly remedy?: string,
  ) {
    super(problem);
    this.name = 'InvalidValue';
  }
}

/** Something that whoever runs the service has to mend. Its message says what to do, and is all they need. */
export class OperatorError extends Error {
  override name = 'OperatorError';
}

/** A command that was called in a way that it cannot be: the command line ends with the exit code 2. */
export class UsageError extends OperatorError {
  override name = 'UsageError';
}

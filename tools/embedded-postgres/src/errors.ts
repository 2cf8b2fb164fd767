/** Something that whoever runs the service has to mend. Its message says what to do, and is all they need. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

/** Something that whoever runs the service has to mend. Its message says what to do, and is all they need. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

/** Another live service runs the server. */
export class DirectoryInUseError extends EmbeddedPostgresError {
  override name = 'DirectoryInUseError';
}

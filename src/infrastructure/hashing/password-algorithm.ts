/** Verifies hashes of one encoded form. */
export interface PasswordVerifier {
  /** Whether `encoded` is well-formed, of this form and within the limits. Does no costly work. */
  accepts(encoded: string): boolean;
  /** @param encoded one that it accepts. */
  verify(password: string, encoded: string): Promise<boolean>;
}

/** Makes hashes, too. */
export interface PasswordAlgorithm extends PasswordVerifier {
  hash(password: string): Promise<string>;
  /** Whether a hash that it accepts has exactly the configured parameters. */
  isCurrent(encoded: string): boolean;
  /** A hash with the configured parameters that belongs to no password. Does no costly work. */
  decoy(): string;
}

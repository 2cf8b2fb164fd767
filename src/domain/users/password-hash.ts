/** An encoded hash, such as `$argon2id$v=19$...`. Its own type, so that it cannot be taken for a password. */
export class PasswordHash {
  constructor(readonly encoded: string) {}

  /** Keeps the hash out of logs and JSON. */
  toJSON(): string {
    return '[hash]';
  }
}

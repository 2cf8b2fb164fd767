export interface OpaqueToken {
  /** What is handed out. */
  readonly value: string;
  /** What is stored in its place. */
  readonly hash: string;
}

/** Tokens that say nothing, and are good for what is stored beside their hash. */
export interface OpaqueTokens {
  /** @param prefix by which scanners for leaked secrets find it; 256 random bits follow. */
  make(prefix: string): OpaqueToken;
  /** Of a token, or of whatever was sent in its place: SHA-256, which is enough for what cannot be guessed (ASVS 6.5.2). */
  hashOf(text: string): string;
}

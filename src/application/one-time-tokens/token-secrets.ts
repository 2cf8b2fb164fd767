/** What tokens are made of, and kept as. */
export interface TokenSecrets {
  /** 256 random bits, in a form that scanners for leaked secrets find. */
  make(): string;
  /** Of a token, however it looks: SHA-256, which is enough for what cannot be guessed (ASVS 6.5.2). */
  hashOf(token: string): string;
  /** Of several texts, none of which can take over a part of the next. */
  digestOf(...texts: readonly string[]): string;
}

/** What finishes a registration: 256 random bits, in a form of its own. */
export interface RegistrationTokens {
  /** @returns what is mailed, and what is stored in its place. */
  make(): { readonly value: string; readonly hash: string };
  isOne(token: string): boolean;
  /** Of a token, whatever was sent in its place. */
  hashOf(token: string): string;
}

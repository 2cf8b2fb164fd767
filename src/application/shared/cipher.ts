/** Authenticated encryption of secrets at rest (ASVS 11.3.3). */
export interface Cipher {
  /** @param context what the secret belongs to; it must be the same to decrypt. */
  encrypt(plaintext: string, context: string): string;
  /** @throws Error without detail when key, context or ciphertext do not fit. */
  decrypt(ciphertext: string, context: string): string;
}

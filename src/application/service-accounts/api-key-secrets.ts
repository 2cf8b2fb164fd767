import type { ApiKeyId } from '#domain/shared/ids.js';

export interface ApiKeySecret {
  /** What is handed out, once. */
  readonly key: string;
  /** What is stored in its place: SHA-256 of the secret. */
  readonly secretHash: string;
}

/** Keys in the form in which they are sent: the id, a secret of 256 random bits, and a checksum. */
export interface ApiKeySecrets {
  make(id: ApiKeyId): ApiKeySecret;
  /** Null for what is no key, or was mistyped: nobody need be asked. */
  parse(key: string): { readonly id: ApiKeyId; readonly secretHash: string } | null;
}

export interface StoredSigningKey {
  /** RFC 7638 thumbprint of the public key. */
  readonly kid: string;
  readonly algorithm: 'ES256';
  readonly publicJwk: object;
  /** PKCS #8, encrypted by the Cipher. */
  readonly encryptedPrivateKey: string;
  readonly createdAt: Date;
  /** From then on it signs; before, it is only published. */
  readonly activatesAt: Date;
  /** From then on it is unknown. Null until a successor has been made. */
  readonly retiresAt: Date | null;
}

/** The signing keys that all instances share. */
export interface SigningKeyStore {
  list(): Promise<readonly StoredSigningKey[]>;
  /** Adds the key unless another instance added one first (under an advisory lock); returns the stored set. */
  addFirst(key: StoredSigningKey): Promise<readonly StoredSigningKey[]>;
  /** In one transaction: adds the key and sets `retiresAt` on the given older ones. */
  rotate(key: StoredSigningKey, retire: readonly { kid: string; retiresAt: Date }[]): Promise<void>;
  /** Returns how many were deleted. */
  deleteRetired(before: Date): Promise<number>;
}

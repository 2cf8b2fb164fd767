export interface StoredSigningKey {
  kid: string;
  algorithm: 'ES256';
  publicJwk: object;
  encryptedPrivateKey: string;
  createdAt: Date;
  activatesAt: Date;
  retiresAt: Date | null;
}

export interface SigningKeyStore {
  list(): Promise<readonly StoredSigningKey[]>;
  /** Adds the key unless another instance added one first (under an advisory lock); returns the stored set. */
  addFirst(key: StoredSigningKey): Promise<readonly StoredSigningKey[]>;
  /** In one transaction: adds the key and sets `retiresAt` on the given older ones. */
  rotate(key: StoredSigningKey, retire: { kid: string; retiresAt: Date }[]): Promise<void>;
  deleteRetired(before: Date): Promise<number>;
}

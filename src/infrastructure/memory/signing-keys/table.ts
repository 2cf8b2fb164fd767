import type { StoredSigningKey } from '#application/signing-keys/signing-key-store.js';
import { defineMemoryTable } from '../table-definition.js';

export const signingKeyTable = defineMemoryTable<StoredSigningKey>('signing keys');

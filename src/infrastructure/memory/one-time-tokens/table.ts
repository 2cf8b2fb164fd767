import type { NewOneTimeToken, OneTimeToken } from '#application/one-time-tokens/one-time-token-store.js';
import { defineMemoryTable } from '../table-definition.js';
import { userTable } from '../users/repository.js';

export interface StoredToken extends OneTimeToken, Pick<NewOneTimeToken, 'hash' | 'slot'> {
  readonly expiresAt: Date;
}

export const oneTimeTokenTable = defineMemoryTable<StoredToken>('one-time tokens', {
  parent: { table: userTable, keyOf: ({ userId }) => userId },
});

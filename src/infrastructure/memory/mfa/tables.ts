import type { TakenChallenge } from '#application/mfa/challenges.js';
import type { TrustedDevice } from '#application/mfa/trusted-devices.js';
import type { TotpFactor } from '#domain/mfa/second-factors.js';
import type { UserId } from '#domain/shared/ids.js';
import { defineMemoryTable } from '../table-definition.js';
import { userTable } from '../users/repository.js';

type Owned<Row> = Row & { readonly userId: UserId };
type Expiring<Row> = Row & { readonly expiresAt: Date };

const parent = { table: userTable, keyOf: ({ userId }: { readonly userId: string }) => userId };

export const factorTable = defineMemoryTable<Owned<TotpFactor>>('second factors', { parent });
export const recoveryCodeTable = defineMemoryTable<Owned<{ digest: string }>>('recovery codes', { parent });
export const challengeTable = defineMemoryTable<Expiring<TakenChallenge>>('challenges', { parent });
export const deviceTable = defineMemoryTable<Expiring<TrustedDevice>>('trusted devices', { parent });

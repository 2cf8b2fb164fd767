/** Who reads and who writes a field: the account itself, whoever has a permission, or nobody (`-`). */
export interface FieldAccess {
  readonly read: string;
  /** By the owner, at `/me`. */
  readonly ownerWrites: string;
  /** By somebody else, at `/users/:id`, who outranks the owner. */
  readonly othersWrite: string;
}

const seen = 'the owner, `users:read`';
const served = { read: seen, ownerWrites: '-', othersWrite: '-' };
const elsewhere = { ...served, ownerWrites: 'by mail: `/me/email`' };

/** The fields of an account, as the schema of a user and the DTOs have them. Whatever is in no row is told to nobody. */
export const userFields: Readonly<Record<string, FieldAccess>> = {
  id: served,
  email: { ...elsewhere, othersWrite: '`users:write` and `users:change-email`, fresh' },
  emailVerifiedAt: served,
  username: { read: seen, ownerWrites: 'yes', othersWrite: '`users:write`' },
  displayName: { read: seen, ownerWrites: 'yes', othersWrite: '-' },
  locale: { read: seen, ownerWrites: 'yes', othersWrite: '-' },
  metadata: { read: seen, ownerWrites: '-', othersWrite: '`users:write`' },
  roles: {
    read: seen,
    ownerWrites: '-',
    othersWrite: '`users:write` and `roles:assign`, fresh; none with more than the own permissions',
  },
  isActive: { read: seen, ownerWrites: '-', othersWrite: '`users:write`' },
  createdAt: served,
  updatedAt: served,
  lastLoginAt: served,
};

/** Of a session: the address and the device are told to the owner and to those who may end it. */
const seenOfSession = 'the owner, `sessions:revoke` over those who have less';
export const sessionFields: Readonly<Record<string, FieldAccess>> = Object.fromEntries(
  ['id', 'createdAt', 'lastUsedAt', 'expiresAt', 'ip', 'userAgent', 'isCurrent'].map((name) => [
    name,
    { ...served, read: seenOfSession },
  ]),
);

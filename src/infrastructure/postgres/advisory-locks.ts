/**
 * Keys of the advisory locks, (namespace, lock), so that they do not meet those of other applications in
 * the same database. (Transactions that append events hold locks with one key of 64 bits, see the migration
 * that creates the event log.)
 */
const namespace = 0x67_61_74_65;

export const advisoryLocks = {
  migrations: [namespace, 1],
  /** What decides on power: shared by those who use it, held alone by those who change it. */
  powers: [namespace, 2],
  signingKeys: [namespace, 3],
} as const;

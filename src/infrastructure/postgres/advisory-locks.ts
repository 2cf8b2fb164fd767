/**
 * Keys of the advisory locks, (namespace, lock), so that they do not meet those of other applications in
 * the same database.
 */
const namespace = 0x67_61_74_65;

export const advisoryLocks = {
  migrations: [namespace, 1],
  activeAdmins: [namespace, 2],
  signingKeys: [namespace, 3],
} as const;

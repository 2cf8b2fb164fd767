/** Everything that a role can allow. A use case names the one it needs. */
export const permissions = {
  'users:read': 'List, search and show users, and list roles.',
  'users:write': 'Create and change users whose permissions do not exceed the own ones.',
  'users:delete': 'Delete users.',
  'sessions:revoke': "List and end other users' sessions.",
  'audit:read': 'Read the audit log.',
} as const;

export type Permission = keyof typeof permissions;

export const allPermissions = Object.keys(permissions) as Permission[];

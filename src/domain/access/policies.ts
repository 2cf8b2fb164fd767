import { permissionsOf, type Role } from './role.js';

/**
 * Nobody hands out, or acts on someone with, more than they have themselves: a moderator neither changes an
 * administrator nor makes one.
 */
export function covers(own: readonly Role[], other: readonly Role[]): boolean {
  return permissionsOf(own).isSupersetOf(permissionsOf(other));
}

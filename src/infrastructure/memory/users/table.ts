import type { UserState } from '#domain/users/user.js';
import { defineMemoryTable } from '../table-definition.js';

/** @public */
export const userTable = defineMemoryTable<UserState>('users');

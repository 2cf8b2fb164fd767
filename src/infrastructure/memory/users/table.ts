import type { UserState } from '#domain/users/user.js';
import { defineMemoryTable } from '../table-definition.js';

export const userTable = defineMemoryTable<UserState>('users');

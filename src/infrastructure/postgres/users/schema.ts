import { EntitySchema } from 'typeorm';
import type { UserView } from '#application/users/user-queries.js';

/** @public */
export interface UserRow extends Omit<UserView, 'metadata'> {
  readonly metadata: object;
  readonly passwordHash: string | null;
  /** Derived from the email by the database, for its statements only. */
  readonly emailDomain?: string;
}

/** @public */
export const userSchema = new EntitySchema<UserRow>({
  name: 'User',
  tableName: 'users',
  columns: {
    id: { type: 'uuid', primary: true },
    email: { type: 'text' },
    emailVerifiedAt: { type: 'timestamptz', precision: 3, name: 'email_verified_at', nullable: true },
    username: { type: 'text' },
    displayName: { type: 'text', name: 'display_name', nullable: true },
    locale: { type: 'text', nullable: true },
    metadata: { type: 'jsonb' },
    emailDomain: { type: 'text', name: 'email_domain', insert: false, update: false, select: false },
    passwordHash: { type: 'text', name: 'password_hash', nullable: true },
    passwordVersion: { type: 'integer', name: 'password_version' },
    mustChangePassword: { type: 'boolean', name: 'must_change_password' },
    hasSecondFactor: { type: 'boolean', name: 'has_second_factor' },
    roles: { type: 'text', array: true },
    isActive: { type: 'boolean', name: 'is_active' },
    createdAt: { type: 'timestamptz', precision: 3, name: 'created_at' },
    updatedAt: { type: 'timestamptz', precision: 3, name: 'updated_at' },
    lastLoginAt: { type: 'timestamptz', precision: 3, name: 'last_login_at', nullable: true },
    version: { type: 'integer' },
  },
});

import type { CursorPage, NumberedPage } from '#application/shared/pages.js';
import type { Role } from '#domain/access/role.js';
import type { UserId } from '#domain/shared/ids.js';
import type { User, UserState } from '#domain/users/user.js';

/** An account as clients see it. @public */
export interface UserView
  extends Omit<UserState, 'email' | 'username' | 'displayName' | 'locale' | 'passwordHash'> {
  readonly email: string;
  readonly username: string;
  readonly displayName: string | null;
  readonly locale: string | null;
}

export interface UserFilter {
  readonly role?: Role;
  readonly isActive?: boolean;
  /** Inclusive. */
  readonly createdAfter?: Date;
  /** Exclusive. */
  readonly createdBefore?: Date;
  /** Canonical, as in a stored address. */
  readonly emailDomain?: string;
  /** Any part of the username or email, without regard to case. */
  readonly search?: string;
}

export const userSorts = ['createdAt', '-createdAt', 'email', 'username'] as const;
export type UserSort = (typeof userSorts)[number];

export interface UserQueries {
  findById(id: UserId): Promise<UserView | null>;
  /** @param page from 1. */
  listByPage(
    filter: UserFilter,
    sort: UserSort,
    page: number,
    pageSize: number,
  ): Promise<NumberedPage<UserView>>;
  /**
   * At most `limit` (>= 1) users after `cursor` (null: from the start).
   * @throws AppError VALIDATION_ERROR for a cursor that was not made for this sort.
   */
  listByCursor(
    filter: UserFilter,
    sort: UserSort,
    cursor: string | null,
    limit: number,
  ): Promise<CursorPage<UserView>>;
}

export function viewOf(user: User): UserView {
  const { email, username, displayName, locale, passwordHash: _, ...state } = user.state;
  return {
    ...state,
    email: email.value,
    username: username.value,
    displayName: displayName?.value ?? null,
    locale: locale?.value ?? null,
  };
}

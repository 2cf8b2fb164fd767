import { parseRoles } from '#domain/access/role.js';
import { parseAll } from '#domain/shared/validation.js';
import { DisplayName } from '#domain/users/display-name.js';
import { Email } from '#domain/users/email.js';
import { Locale } from '#domain/users/locale.js';
import { type Metadata, parseMetadata } from '#domain/users/metadata.js';
import type { User } from '#domain/users/user.js';
import { Username } from '#domain/users/username.js';

/** What may be changed of an account; what is absent stays. */
export interface AccountChange {
  readonly email?: string | undefined;
  readonly username?: string | undefined;
  readonly displayName?: string | null | undefined;
  readonly locale?: string | null | undefined;
  readonly metadata?: Metadata | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly isActive?: boolean | undefined;
}

/** @throws AppError VALIDATION_ERROR with one detail per invalid field. */
export function parseChange(change: AccountChange) {
  const { email, username, displayName, locale, metadata, roles } = change;
  const parsed = parseAll({
    email: () => (email === undefined ? undefined : Email.parse(email)),
    username: () => (username === undefined ? undefined : Username.parse(username)),
    displayName: () => (typeof displayName === 'string' ? DisplayName.parse(displayName) : displayName),
    locale: () => (typeof locale === 'string' ? Locale.parse(locale) : locale),
    metadata: () => (metadata === undefined ? undefined : parseMetadata(metadata)),
    roles: () => (roles === undefined ? undefined : parseRoles(roles)),
  });
  return { ...parsed, isActive: change.isActive };
}

export function applyChange(user: User, change: ReturnType<typeof parseChange>, at: Date): void {
  if (change.email !== undefined) user.changeEmail(change.email, at);
  if (change.username !== undefined) user.rename(change.username, at);
  const { displayName = user.state.displayName, locale = user.state.locale } = change;
  user.changeProfile({ displayName, locale }, at);
  if (change.metadata !== undefined) user.changeMetadata(change.metadata, at);
  if (change.roles !== undefined) user.assignRoles(change.roles, at);
  if (change.isActive === true) user.activate(at);
  if (change.isActive === false) user.deactivate(at);
}

import { canonicalRoles, type Role } from '#domain/access/role.js';
import { AggregateRoot } from '#domain/shared/aggregate-root.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';
import { invalidField } from '#domain/shared/validation.js';
import type { DisplayName } from './display-name.js';
import type { Email } from './email.js';
import {
  userActivated,
  userDeactivated,
  userDeleted,
  userEmailChanged,
  userEmailVerified,
  userLoggedIn,
  userMetadataChanged,
  userPasswordChanged,
  userPasswordRemoved,
  userProfileChanged,
  userRegistered,
  userRenamed,
  userRoleGranted,
  userRoleRevoked,
} from './events.js';
import type { Locale } from './locale.js';
import type { Metadata } from './metadata.js';
import type { PasswordHash } from './password-hash.js';
import type { Username } from './username.js';

export interface UserState {
  readonly id: UserId;
  readonly email: Email;
  /** Null until its owner has shown that they read what is sent there. */
  readonly emailVerifiedAt: Date | null;
  readonly username: Username;
  readonly displayName: DisplayName | null;
  readonly locale: Locale | null;
  readonly metadata: Metadata;
  /** Null until its owner sets a password. */
  readonly passwordHash: PasswordHash | null;
  /** Counts the passwords, none being one too: the same one under other hashing parameters is not another. */
  readonly passwordVersion: number;
  /** Whether somebody else knows the password, so that it opens nothing but its own change (ASVS 6.4.1). */
  readonly mustChangePassword: boolean;
  /** Whether a password alone does not sign in. */
  readonly hasSecondFactor: boolean;
  readonly roles: readonly Role[];
  readonly isActive: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly lastLoginAt: Date | null;
  /** Counts the changes of the account; a login is not one. */
  readonly version: number;
}

export type NewUser = Pick<UserState, 'id' | 'email' | 'username' | 'passwordHash' | 'roles'> &
  Partial<
    Pick<
      UserState,
      | 'emailVerifiedAt'
      | 'displayName'
      | 'locale'
      | 'metadata'
      | 'mustChangePassword'
      | 'isActive'
      | 'createdAt'
    >
  >;

/** An account. A verb that changes nothing records nothing. */
export class User extends AggregateRoot {
  #state: UserState;

  private constructor(state: UserState) {
    super();
    this.#state = state;
  }

  static register(user: NewUser, at: Date): User {
    const registered = new User({
      emailVerifiedAt: null,
      displayName: null,
      locale: null,
      metadata: {},
      passwordVersion: 1,
      mustChangePassword: false,
      hasSecondFactor: false,
      isActive: true,
      createdAt: at,
      ...user,
      updatedAt: at,
      lastLoginAt: null,
      version: 1,
    });
    registered.record(
      userRegistered(
        user.id,
        { email: user.email.value, username: user.username.value, roles: user.roles },
        at,
      ),
    );
    return registered;
  }

  static rehydrate(state: UserState): User {
    return new User(state);
  }

  get state(): UserState {
    return this.#state;
  }

  get id(): UserId {
    return this.#state.id;
  }

  rename(username: Username, at: Date): void {
    const from = this.#state.username;
    if (username.equals(from)) return;
    this.#change({ username }, at);
    this.record(userRenamed(this.id, { from: from.value, to: username.value }, at));
  }

  /** @param emailVerifiedAt when its owner has shown that they read what is sent there, if they have. */
  changeEmail(email: Email, at: Date, emailVerifiedAt: Date | null = null): void {
    const from = this.#state.email;
    if (email.equals(from)) return;
    this.#change({ email, emailVerifiedAt }, at);
    this.record(userEmailChanged(this.id, { from: from.value, to: email.value }, at));
  }

  verifyEmail(at: Date): void {
    if (this.#state.emailVerifiedAt !== null) return;
    this.#change({ emailVerifiedAt: at }, at);
    this.record(userEmailVerified(this.id, {}, at));
  }

  /** As its owner, who alone knows it from then on. */
  changePassword(passwordHash: PasswordHash, at: Date): void {
    this.#replacePassword(passwordHash, at);
    this.record(userPasswordChanged(this.id, {}, at));
  }

  /** By somebody who then knows it, so that it opens nothing but its own change. */
  givePassword(passwordHash: PasswordHash, at: Date): void {
    this.changePassword(passwordHash, at);
    this.#state = { ...this.#state, mustChangePassword: true };
  }

  /** So that it opens nothing any more, whoever knows it: its owner sets another one by mail. */
  removePassword(at: Date): void {
    if (this.#state.passwordHash === null) return;
    this.#replacePassword(null, at);
    this.record(userPasswordRemoved(this.id, {}, at));
  }

  /**
   * By whoever reads this address, which was the account's: nothing that was known or begun before opens it any more. So
   * the passwords are counted on even where there was none.
   */
  takeBack(email: Email, at: Date): void {
    this.changeEmail(email, at, at);
    this.verifyEmail(at);
    const hadPassword = this.#state.passwordHash !== null;
    this.#replacePassword(null, at);
    if (hadPassword) this.record(userPasswordRemoved(this.id, {}, at));
  }

  /** What is absent stays. */
  changeProfile(profile: Partial<Pick<UserState, 'displayName' | 'locale'>>, at: Date): void {
    const { displayName, locale } = { ...this.#state, ...profile };
    const isSame =
      displayName?.value === this.#state.displayName?.value && locale?.value === this.#state.locale?.value;
    if (isSame) return;
    this.#change({ displayName, locale }, at);
    this.record(userProfileChanged(this.id, {}, at));
  }

  changeMetadata(metadata: Metadata, at: Date): void {
    if (JSON.stringify(metadata) === JSON.stringify(this.#state.metadata)) return;
    this.#change({ metadata }, at);
    this.record(userMetadataChanged(this.id, {}, at));
  }

  /** What the factors are, and when they came and went, the feature that keeps them tells. */
  requireSecondFactor(isRequired: boolean, at: Date): void {
    if (this.#state.hasSecondFactor !== isRequired) this.#change({ hasSecondFactor: isRequired }, at);
  }

  activate(at: Date): void {
    if (this.#state.isActive) return;
    this.#change({ isActive: true }, at);
    this.record(userActivated(this.id, {}, at));
  }

  deactivate(at: Date): void {
    if (!this.#state.isActive) return;
    this.#change({ isActive: false }, at);
    this.record(userDeactivated(this.id, {}, at));
  }

  grantRole(role: Role, at: Date): void {
    if (this.#state.roles.includes(role)) return;
    this.#change({ roles: canonicalRoles([...this.#state.roles, role]) }, at);
    this.record(userRoleGranted(this.id, { role }, at));
  }

  /** @throws AppError VALIDATION_ERROR for the only one. */
  revokeRole(role: Role, at: Date): void {
    if (!this.#state.roles.includes(role)) return;
    const roles = this.#state.roles.filter((held) => held !== role);
    if (roles.length === 0) throw invalidField('roles', 'must name at least one role');
    this.#change({ roles }, at);
    this.record(userRoleRevoked(this.id, { role }, at));
  }

  /** Grants and revokes until exactly these roles are held. */
  assignRoles(roles: readonly Role[], at: Date): void {
    for (const role of roles) this.grantRole(role, at);
    for (const role of this.#state.roles) if (!roles.includes(role)) this.revokeRole(role, at);
  }

  /** A login is not a change of the account: `version` and `updatedAt` stay. */
  recordLogin(sessionId: SessionId, at: Date): void {
    this.#state = { ...this.#state, lastLoginAt: at };
    this.record(userLoggedIn(this.id, { sessionId }, at));
  }

  /** The same password under other hashing parameters, which is not a change of the password. */
  upgradePasswordHash(passwordHash: PasswordHash): void {
    this.#state = { ...this.#state, passwordHash };
  }

  delete(at: Date): void {
    this.record(userDeleted(this.id, {}, at));
  }

  /** Called by the repository that has stored it as the next version. */
  saved(): void {
    this.#state = { ...this.#state, version: this.#state.version + 1 };
  }

  #replacePassword(passwordHash: PasswordHash | null, at: Date): void {
    const passwordVersion = this.#state.passwordVersion + 1;
    this.#change({ passwordHash, passwordVersion, mustChangePassword: false }, at);
  }

  #change(change: Partial<UserState>, at: Date): void {
    this.#state = { ...this.#state, ...change, updatedAt: at };
  }
}

import type { Executes } from '#application/shared/use-case.js';
import type { AccountRemoval } from '#application/users/account-removal.js';
import type { Administrators } from '#application/users/administrators.js';
import type { ChangeMyAccount } from '#application/users/change-my-account.js';
import type { ChangeMyPassword } from '#application/users/change-my-password.js';
import type { ChangeUser } from '#application/users/change-user.js';
import type { CreateUser } from '#application/users/create-user.js';
import type { DeleteMyAccount } from '#application/users/delete-my-account.js';
import type { DeleteUser } from '#application/users/delete-user.js';
import type { EnsureFirstAdmin } from '#application/users/ensure-first-admin.js';
import type { ListUsers } from '#application/users/list-users.js';
import type { LookUpUser } from '#application/users/look-up-user.js';
import type { NewAccounts } from '#application/users/new-accounts.js';
import type { NewPasswords } from '#application/users/new-passwords.js';
import type { RegisterUser } from '#application/users/register-user.js';
import type { SetUserPassword } from '#application/users/set-user-password.js';
import type { ShowMyAccount } from '#application/users/show-my-account.js';
import type { ShowUser } from '#application/users/show-user.js';
import type { UserQueries } from '#application/users/user-queries.js';
import type { ReservedUsernames } from '#domain/users/reserved-usernames.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import { token } from '../token.js';

export const usersTokens = {
  repository: token<UserRepository>('users.repository'),
  queries: token<UserQueries>('users.queries'),
  /** Without the memory in front of them, which the others are to use. */
  storedQueries: token<UserQueries>('users.storedQueries'),
  reservedUsernames: token<ReservedUsernames>('users.reservedUsernames'),
  newPasswords: token<NewPasswords>('users.newPasswords'),
  administrators: token<Administrators>('users.administrators'),
  accountRemoval: token<AccountRemoval>('users.accountRemoval'),
  newAccounts: token<NewAccounts>('users.newAccounts'),
  registerUser: token<Executes<RegisterUser>>('RegisterUser'),
  ensureFirstAdmin: token<EnsureFirstAdmin>('users.ensureFirstAdmin'),
  showMyAccount: token<Executes<ShowMyAccount>>('ShowMyAccount'),
  changeMyAccount: token<Executes<ChangeMyAccount>>('ChangeMyAccount'),
  changeMyPassword: token<Executes<ChangeMyPassword>>('ChangeMyPassword'),
  deleteMyAccount: token<Executes<DeleteMyAccount>>('DeleteMyAccount'),
  listUsers: token<Executes<ListUsers>>('ListUsers'),
  createUser: token<Executes<CreateUser>>('CreateUser'),
  showUser: token<Executes<ShowUser>>('ShowUser'),
  lookUpUser: token<Executes<LookUpUser>>('LookUpUser'),
  setUserPassword: token<Executes<SetUserPassword>>('SetUserPassword'),
  changeUser: token<Executes<ChangeUser>>('ChangeUser'),
  deleteUser: token<Executes<DeleteUser>>('DeleteUser'),
};

import { AccountRemoval } from '#application/users/account-removal.js';
import { ActivateUser } from '#application/users/activate-user.js';
import { ChangeMyAccount } from '#application/users/change-my-account.js';
import { ChangeMyPassword } from '#application/users/change-my-password.js';
import { CreateUser } from '#application/users/create-user.js';
import { DeactivateUser } from '#application/users/deactivate-user.js';
import { DeleteMyAccount } from '#application/users/delete-my-account.js';
import { DeleteUser } from '#application/users/delete-user.js';
import { EnsureFirstAdmin } from '#application/users/ensure-first-admin.js';
import { GrantRole } from '#application/users/grant-role.js';
import { LastAdminGuard } from '#application/users/last-admin-guard.js';
import { ListUsers } from '#application/users/list-users.js';
import { NewAccounts } from '#application/users/new-accounts.js';
import { NewPasswords } from '#application/users/new-passwords.js';
import { PatchUser } from '#application/users/patch-user.js';
import { RegisterUser } from '#application/users/register-user.js';
import { ReplaceUser } from '#application/users/replace-user.js';
import { RevokeRole } from '#application/users/revoke-role.js';
import { ShowMyAccount } from '#application/users/show-my-account.js';
import { ShowUser } from '#application/users/show-user.js';
import { UserAdministration } from '#application/users/user-administration.js';
import { tokens } from '../tokens.js';
import type { Wiring } from '../wiring.js';

export function usersModule(wiring: Wiring): void {
  const { users, auth, shared } = tokens;
  const { authorizer, unitOfWork, clock, ids } = shared;

  wiring.instance(users.newPasswords, NewPasswords, [auth.passwordPolicy, auth.passwordHasher]);
  wiring.instance(users.newAccounts, NewAccounts, [users.newPasswords, ids]);
  wiring.instance(users.lastAdminGuard, LastAdminGuard, [users.repository]);
  wiring.instance(users.accountRemoval, AccountRemoval, [users.repository, users.lastAdminGuard, clock]);
  wiring.instance(users.administration, UserAdministration, [
    authorizer,
    users.repository,
    auth.sessionTermination,
    users.lastAdminGuard,
    unitOfWork,
    clock,
  ]);

  const registration = [users.newAccounts, users.repository, unitOfWork, clock] as const;
  wiring.instance(users.registerUser, RegisterUser, registration);
  wiring.instance(users.ensureFirstAdmin, EnsureFirstAdmin, registration);
  wiring.instance(users.createUser, CreateUser, [authorizer, ...registration]);

  wiring.instance(users.showMyAccount, ShowMyAccount, [authorizer, users.queries]);
  wiring.instance(users.changeMyAccount, ChangeMyAccount, [authorizer, users.repository, unitOfWork, clock]);
  wiring.instance(users.changeMyPassword, ChangeMyPassword, [
    auth.reauthentication,
    users.newPasswords,
    users.repository,
    auth.sessionTermination,
    unitOfWork,
    clock,
  ]);
  wiring.instance(users.deleteMyAccount, DeleteMyAccount, [
    auth.reauthentication,
    users.repository,
    users.accountRemoval,
    unitOfWork,
  ]);

  wiring.instance(users.listUsers, ListUsers, [authorizer, users.queries]);
  wiring.instance(users.showUser, ShowUser, [authorizer, users.queries]);
  wiring.instance(users.replaceUser, ReplaceUser, [users.administration]);
  wiring.instance(users.patchUser, PatchUser, [users.administration]);
  wiring.instance(users.activateUser, ActivateUser, [users.administration]);
  wiring.instance(users.deactivateUser, DeactivateUser, [users.administration]);
  wiring.instance(users.grantRole, GrantRole, [users.administration]);
  wiring.instance(users.revokeRole, RevokeRole, [users.administration]);
  wiring.instance(users.deleteUser, DeleteUser, [
    authorizer,
    users.repository,
    users.accountRemoval,
    unitOfWork,
  ]);
}

import { randomBytes } from 'node:crypto';
import { AccountRemoval } from '#application/users/account-removal.js';
import { AccountSection } from '#application/users/account-section.js';
import { Administrators } from '#application/users/administrators.js';
import { ChangeMyAccount } from '#application/users/change-my-account.js';
import { ChangeMyPassword } from '#application/users/change-my-password.js';
import { ChangeUser } from '#application/users/change-user.js';
import { CreateUser } from '#application/users/create-user.js';
import { DeleteMyAccount } from '#application/users/delete-my-account.js';
import { DeleteUser } from '#application/users/delete-user.js';
import { EnsureFirstAdmin } from '#application/users/ensure-first-admin.js';
import { ListUsers } from '#application/users/list-users.js';
import { LookUpUser } from '#application/users/look-up-user.js';
import { NewAccounts } from '#application/users/new-accounts.js';
import { NewPasswords } from '#application/users/new-passwords.js';
import { RegisterUser } from '#application/users/register-user.js';
import { SetUserPassword } from '#application/users/set-user-password.js';
import { ShowMyAccount } from '#application/users/show-my-account.js';
import { ShowUser } from '#application/users/show-user.js';
import { passwordBreached, weakPassword } from '#domain/auth/errors.js';
import { AppError } from '#domain/shared/app-error.js';
import { emailTaken, lastAdmin, userNotFound, usernameTaken } from '#domain/users/errors.js';
import * as events from '#domain/users/events.js';
import { changeEmails, deleteUsers, readUsers, writeUsers } from '#domain/users/permissions.js';
import { ReservedUsernames } from '#domain/users/reserved-usernames.js';
import { cachedUserQueries } from '#infrastructure/cache/users/cached-user-queries.js';
import { MemoryUserQueries } from '#infrastructure/memory/users/queries.js';
import { MemoryUserRepository } from '#infrastructure/memory/users/repository.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import { TypeOrmUserQueries } from '#infrastructure/postgres/users/queries.js';
import { TypeOrmUserRepository } from '#infrastructure/postgres/users/repository.js';
import { userSchema } from '#infrastructure/postgres/users/schema.js';
import { UsersController } from '#presentation/http/v1/users/controller.js';
import { MeController } from '#presentation/http/v1/users/me-controller.js';
import { NewPasswordRoutes } from '#presentation/http/v1/users/new-password-routes.js';
import { RegistrationController } from '#presentation/http/v1/users/registration-controller.js';
import { contributed } from '../contributions.js';
import { defineFeature } from '../define-feature.js';
import { cacheTokens } from '../platform/cache.tokens.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresSettings } from '../platform/postgres.feature.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { storageSettings } from '../platform/storage.feature.js';
import { accessTokens } from './access.tokens.js';
import { authTokens } from './auth.tokens.js';
import { concealedRegistrationSettings } from './concealed-registration.settings.js';
import { sessionsTokens } from './sessions.tokens.js';
import { userCommands } from './users.commands.js';
import { accountSettings, firstAdminSettings } from './users.settings.js';
import { usersTokens } from './users.tokens.js';

/** Accounts: registration, one's own account, and their administration. */
export const users = defineFeature({
  name: 'users',
  settings: [accountSettings, firstAdminSettings],
  permissions: [readUsers, writeUsers, changeEmails, deleteUsers],
  events: Object.values(events),
  errors: [userNotFound, emailTaken, usernameTaken, lastAdmin],
  tags: [
    { name: 'me', description: 'Your own account' },
    { name: 'users', description: 'Administration of accounts' },
  ],
  commands: userCommands,
  rateLimits: [{ name: 'register', default: '200/60', meaning: 'Registrations of one client.' }],
  entities: [userSchema],
  constraints: { users_email_key: () => emailTaken(), users_username_key: () => usernameTaken() },

  bind(wiring) {
    const { authorizer } = accessTokens;
    const { unitOfWork, clock, ids } = platform;
    const { repository, queries, newPasswords, newAccounts, administrators, accountRemoval } = usersTokens;

    wiring.singleton(
      usersTokens.reservedUsernames,
      ({ reservedUsernames }) => new ReservedUsernames(reservedUsernames),
      [accountSettings.token],
    );
    wiring.instance(newPasswords, NewPasswords, [
      authTokens.passwordPolicy,
      authTokens.breachedPasswords,
      authTokens.passwordHasher,
    ]);
    wiring.instance(newAccounts, NewAccounts, [newPasswords, ids]);

    wiring.instance(administrators, Administrators, [
      repository,
      accessTokens.catalogue,
      accessTokens.powers,
    ]);
    wiring.instance(accountRemoval, AccountRemoval, [
      repository,
      administrators,
      clock,
      contributed.accountFarewells,
    ]);

    const registration = [newAccounts, repository, unitOfWork, clock] as const;
    wiring.command(usersTokens.registerUser, RegisterUser, [...registration, usersTokens.reservedUsernames]);
    wiring.command(usersTokens.createUser, CreateUser, [authorizer, ...registration]);
    wiring.query(usersTokens.showMyAccount, ShowMyAccount, [authorizer, queries]);
    wiring.command(usersTokens.changeMyAccount, ChangeMyAccount, [
      authorizer,
      repository,
      unitOfWork,
      clock,
      usersTokens.reservedUsernames,
    ]);
    wiring.command(usersTokens.changeMyPassword, ChangeMyPassword, [
      authorizer,
      authTokens.reauthentication,
      newPasswords,
      repository,
      sessionsTokens.termination,
      unitOfWork,
      clock,
    ]);
    wiring.command(usersTokens.deleteMyAccount, DeleteMyAccount, [
      authorizer,
      authTokens.reauthentication,
      repository,
      accountRemoval,
      unitOfWork,
    ]);
    wiring.query(usersTokens.listUsers, ListUsers, [authorizer, accessTokens.catalogue, queries]);
    wiring.query(usersTokens.showUser, ShowUser, [authorizer, queries]);
    wiring.query(usersTokens.lookUpUser, LookUpUser, [authorizer, repository]);
    wiring.command(usersTokens.setUserPassword, SetUserPassword, [
      authorizer,
      newPasswords,
      repository,
      sessionsTokens.termination,
      unitOfWork,
      clock,
    ]);
    wiring.command(usersTokens.changeUser, ChangeUser, [
      authorizer,
      repository,
      administrators,
      sessionsTokens.termination,
      unitOfWork,
      clock,
    ]);
    wiring.command(usersTokens.deleteUser, DeleteUser, [authorizer, repository, accountRemoval, unitOfWork]);

    if (!wiring.settings(concealedRegistrationSettings).isOn) {
      wiring.controller(RegistrationController, { registerUser: usersTokens.registerUser });
    }
    wiring.controller(MeController, {
      showMyAccount: usersTokens.showMyAccount,
      changeMyAccount: usersTokens.changeMyAccount,
      deleteMyAccount: usersTokens.deleteMyAccount,
      changeMyPassword: usersTokens.changeMyPassword,
    });
    wiring.controller(UsersController, {
      listUsers: usersTokens.listUsers,
      createUser: usersTokens.createUser,
      showUser: usersTokens.showUser,
      changeUser: usersTokens.changeUser,
      deleteUser: usersTokens.deleteUser,
    });

    wiring.contribute('route extension', 'new passwords', (passwords) => new NewPasswordRoutes(passwords), [
      newPasswords,
    ]);
    wiring.contribute('data export section', 'account', (accounts) => new AccountSection(accounts), [
      queries,
    ]);
    wiring.instance(usersTokens.ensureFirstAdmin, EnsureFirstAdmin, [...registration, administrators]);
    wiring.contribute(
      'first-start step',
      'first administrator',
      (ensureFirstAdmin, settings, { url }, { kind }) => ({
        async run(tell) {
          const isLocal = kind === 'memory' || url === undefined;
          const { email = isLocal ? localAdminEmail : undefined, username, password } = settings;
          if (email === undefined) return;
          const given = password ?? randomBytes(15).toString('base64url');
          const isNew = await ensureFirstAdmin
            .execute({ email, username, password: given })
            .catch(explainRefusedPassword);
          if (!isNew) return;
          const told = password === undefined ? `${given} (shown only now)` : 'as configured';
          tell(`First administrator: ${email}, password: ${told}`);
        },
      }),
      [usersTokens.ensureFirstAdmin, firstAdminSettings.token, postgresSettings.token, storageSettings.token],
    );
    wiring.singleton(queries, cachedUserQueries, [usersTokens.storedQueries, cacheTokens.accounts]);
  },

  memory(wiring) {
    const { database, eventAppender } = memoryTokens;
    wiring.instance(usersTokens.repository, MemoryUserRepository, [database, eventAppender]);
    wiring.instance(usersTokens.storedQueries, MemoryUserQueries, [database]);
  },

  postgres(wiring) {
    const { database, eventAppender } = postgresTokens;
    wiring.instance(usersTokens.repository, TypeOrmUserRepository, [database, eventAppender]);
    wiring.instance(usersTokens.storedQueries, TypeOrmUserQueries, [database]);
  },
});

/** Names the variable, which a client's error does not know. */
function explainRefusedPassword(error: unknown): never {
  const isRefused =
    error instanceof AppError && [weakPassword().code, passwordBreached().code].includes(error.code);
  if (!isRefused) throw error;
  const reasons = error.details.map(({ message }) => message);
  throw new OperatorError(
    ['ADMIN_PASSWORD is refused, since it is too easy to guess:', error.message, ...reasons].join(' '),
    { cause: error },
  );
}

/** Outside production somebody must be able to try everything at once, so there is always an administrator. */
const localAdminEmail = 'admin@gatehouse.local';

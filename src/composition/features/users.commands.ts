import { systemContext } from '#application/shared/request-context.js';
import type { UserFilter, UserView } from '#application/users/user-queries.js';
import { parseRole } from '#domain/access/role.js';
import { OperatorError, UsageError } from '#infrastructure/operator-error.js';
import { pagesOf } from '../command-line/pages-of.js';
import { choosePassword, passwordLines, passwordOptions } from '../command-line/passwords.js';
import type { CommandDefinition, CommandInput } from '../define-feature.js';
import { authTokens } from './auth.tokens.js';
import { mfaTokens } from './mfa.tokens.js';
import { usersTokens } from './users.tokens.js';

const pageSize = 500;

const create: CommandDefinition = {
  usage: 'users create <email> <username>',
  description: 'Make an account. Its owner has to change the password, which is made and printed once',
  options: {
    '--role <roles>': 'user, moderator or admin; several with commas between (user)',
    ...passwordOptions,
    '--without-password': 'none: the owner sets one by mail',
  },
  examples: [
    'users create ada@example.com ada',
    'users create root@example.com root --role admin,user --password-stdin < password.txt',
  ],
  async run({ parameters: { email = '', username = '' }, options, get, tell, readInput }) {
    const { role = 'user', withoutPassword, passwordStdin } = options;
    if (withoutPassword === true && passwordStdin === true) {
      throw new UsageError('--without-password and --password-stdin exclude each other');
    }
    const chosen = withoutPassword === true ? null : await choosePassword({ options, readInput });
    const roles = String(role).split(',');
    const user = await (await get(usersTokens.createUser)).execute(
      { email, username, roles, ...(chosen !== null && { password: chosen.password }) },
      systemContext,
    );
    const lines = chosen === null ? [] : passwordLines(chosen);
    tell({ user, password: chosen?.shown ?? null }, [`Made: ${lineOf(user)}`, ...lines]);
  },
};

const list: CommandDefinition = {
  usage: 'users list',
  description: 'List accounts, the newest first',
  options: {
    '--role <role>': 'only those who have it',
    '--search <text>': 'only those with it in their address or username',
    '--inactive': 'only those that are deactivated',
    '--limit <number>': 'at most so many (all)',
  },
  examples: ['users list --role admin', 'users list --search @example.com --limit 20 --json'],
  async run({ options: { role, search, inactive, limit }, get, list: show }) {
    const most = limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
    if (!(most >= 1)) throw new UsageError('--limit must be a number from 1');
    const filter: UserFilter = {
      ...(typeof role === 'string' && { role: parseRole(role) }),
      ...(typeof search === 'string' && { search }),
      ...(inactive === true && { isActive: false }),
    };
    const users = await get(usersTokens.listUsers);
    const pages = pagesOf<UserView>(async (cursor) => {
      const window = { kind: 'cursor', cursor, limit: Math.min(pageSize, most) } as const;
      const page = await users.execute({ filter, sort: '-createdAt', window }, systemContext);
      if (page.kind !== 'cursor') throw new Error('A page by cursor was asked for');
      return page;
    });
    await show(firstOf(pages, most), lineOf);
  },
};

const show: CommandDefinition = {
  usage: 'users show <user>',
  description: 'Show an account, by its id, address or username',
  examples: ['users show ada@example.com', 'users show ada --json'],
  async run({ parameters: { user: who = '' }, get, tell }) {
    const user = await (await get(usersTokens.lookUpUser)).execute({ who }, systemContext);
    tell(
      user,
      Object.entries(user).map(
        ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
      ),
    );
  },
};

const setPassword: CommandDefinition = {
  usage: 'users set-password <user>',
  description: 'Give somebody another password, which they have to change, and end their sessions',
  options: passwordOptions,
  examples: ['users set-password ada', 'users set-password ada@example.com --password-stdin < password.txt'],
  async run({ parameters: { user: who = '' }, options, get, tell, readInput }) {
    const chosen = await choosePassword({ options, readInput });
    const user = await (await get(usersTokens.lookUpUser)).execute({ who }, systemContext);
    const { id, email } = user;
    const command = { id, password: chosen.password, isGiven: true };
    await (await get(usersTokens.setUserPassword)).execute(command, systemContext);
    const told = `${email} has another password, to be changed at the next sign-in.`;
    tell({ id, email, password: chosen.shown }, [told, ...passwordLines(chosen)]);
  },
};

const resetPassword: CommandDefinition = {
  usage: 'admin reset-password [user]',
  description:
    'For an administrator who has locked themselves out: another password, by the database alone. Ends their sessions, and ' +
    'forgets failed sign-ins. Without a name it is the only administrator',
  options: {
    ...passwordOptions,
    '--remove-second-factors': 'for one who has lost them, too',
  },
  examples: ['admin reset-password', 'admin reset-password root@example.com --remove-second-factors'],
  async run({ parameters: { user: who }, options, get, tell, readInput }) {
    const chosen = await choosePassword({ options, readInput });
    const { id, email, username } = await administrator(get, who);
    const { password } = chosen;
    await (await get(usersTokens.setUserPassword)).execute({ id, password, isGiven: false }, systemContext);
    // Counters are kept as digests, so that nobody can tell which are of this account.
    await (await get(authTokens.loginAttempts)).forgetAll();
    const isWithoutFactors = options.removeSecondFactors === true;
    if (isWithoutFactors) {
      await (await get(mfaTokens.resetUserFactors)).execute({ userId: id }, systemContext);
    }
    const told = `${email} (${username}) has another password${isWithoutFactors ? ', and no second factor' : ''}.`;
    const result = { id, email, username, secondFactorsRemoved: isWithoutFactors, password: chosen.shown };
    tell(result, [told, ...passwordLines(chosen)]);
  },
};

/** @throws OperatorError for somebody who is none, and where there are several to choose from. */
async function administrator(get: CommandInput['get'], who: string | undefined): Promise<UserView> {
  if (who !== undefined) {
    const user = await (await get(usersTokens.lookUpUser)).execute({ who }, systemContext);
    if (user.roles.includes('admin')) return user;
    throw new OperatorError(
      `${user.email} is no administrator: \`gatehouse users set-password\` is for all others`,
    );
  }
  const page = await (await get(usersTokens.listUsers)).execute(
    {
      filter: { role: 'admin', isActive: true },
      sort: 'createdAt',
      window: { kind: 'page', page: 1, pageSize: 20 },
    },
    systemContext,
  );
  const [first, ...others] = page.items;
  if (first === undefined)
    throw new OperatorError('There is no administrator: start the service with ADMIN_EMAIL');
  if (others.length === 0) return first;
  throw new UsageError(`Name one of the administrators: ${page.items.map(({ email }) => email).join(', ')}`);
}

function lineOf({ id, email, username, roles, isActive }: UserView): string {
  return `${id}  ${email}  ${username}  ${roles.join(',')}${isActive ? '' : '  inactive'}`;
}

async function* firstOf<T>(items: AsyncIterable<T>, most: number): AsyncGenerator<T> {
  let count = 0;
  for await (const item of items) {
    yield item;
    count += 1;
    if (count >= most) return;
  }
}

export const userCommands = [create, list, show, setPassword, resetPassword];

import { readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { EmbeddedPostgresError } from './errors.js';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root. An administrator can create `gatehouse` for it; otherwise the account
 * of a system PostgreSQL is preferred over `nobody`, which other services may share. Only accounts of the
 * passwd file qualify, because initdb looks its own up by name.
 */
const CANDIDATES = ['gatehouse', 'postgres', '_postgres', 'nobody'];

export function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/** The account to drop to, or undefined when the service is not root and PostgreSQL runs as the same user. */
export async function findUnprivilegedAccount(clusterDirectory: string): Promise<Account | undefined> {
  if (!isRoot()) return undefined;
  // An existing cluster keeps its owner, even if a preferred account has appeared since.
  const owner = await stat(clusterDirectory).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = parsePasswd(await readFile('/etc/passwd', 'utf8').catch(() => ''));
  for (const name of CANDIDATES) {
    const account = accounts.get(name);
    if (account !== undefined && account.uid !== 0) return account;
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL does not run as root, and /etc/passwd has none of the accounts ${CANDIDATES.join(', ')} to run ` +
      'it as. Create one, start the service as an ordinary user, or set DATABASE_URL.',
  );
}

/** @throws EmbeddedPostgresError where the user of this process has a number only, which initdb does not take. */
export function refuseNamelessUser(): void {
  try {
    userInfo();
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The user ${process.geteuid?.()} has no name (there is no entry for it in /etc/passwd), and PostgreSQL does ` +
        'not create a database without. Add one, start the service as another user, or set DATABASE_URL.',
      { cause },
    );
  }
}

function parsePasswd(text: string): Map<string, Account> {
  const accounts = new Map<string, Account>();
  for (const line of text.split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name && uid && gid) accounts.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  return accounts;
}

import { systemContext } from '#application/shared/request-context.js';
import { OperatorError, UsageError } from '#infrastructure/operator-error.js';
import type { CommandDefinition } from '../define-feature.js';
import { refuseInProduction } from '../platform/postgres.commands.js';
import { authTokens } from './auth.tokens.js';
import { userTransferTokens } from './user-transfer.tokens.js';

// What they work with is loaded when they run: the service has no use for it.

const pageSize = 1000;

const importUsers: CommandDefinition = {
  usage: 'users import <file>',
  description:
    'Take accounts over from a file, or from standard input (-), with the hashes of their passwords. ' +
    'Run it again after an interruption: what is there stays as it is',
  options: {
    '--format <format>': 'ndjson or csv; by default what the name of the file ends in, else ndjson',
    '--report <file>': 'where the refused lines are told (NDJSON); by default <file>.refused.ndjson',
    '--assume-verified':
      'take addresses for verified of which the file says nothing, so that nobody is asked by mail',
    '--firebase-parameters <file>': 'what Firebase shows as password hash parameters, for its hashes',
  },
  examples: [
    'users import users.csv',
    'users import firebase.ndjson --firebase-parameters hash-config.txt --assume-verified',
    'jq -c .[] users.json | gatehouse users import - --report refused.ndjson --json',
  ],
  async run({ parameters: { file = '' }, options, get, tell, progress, signal }) {
    const { createReadStream, createWriteStream } = await import('node:fs');
    const { open, readFile } = await import('node:fs/promises');
    const { addAbortSignal } = await import('node:stream');
    const { finished } = await import('node:stream/promises');
    const { readAccounts } = await import('#infrastructure/files/user-transfer/lines.js');
    const { KnownHashes, parseFirebaseParameters } = await import(
      '#infrastructure/hashing/foreign-hashes.js'
    );
    const { report, firebaseParameters, assumeVerified } = options;
    const format = formatOf(options.format, file);
    const firebase =
      typeof firebaseParameters === 'string'
        ? parseFirebaseParameters(
            await readFile(firebaseParameters, 'utf8').catch(refuseFile(firebaseParameters)),
          )
        : null;
    if (firebase === null && firebaseParameters !== undefined) {
      throw new OperatorError(
        `${firebaseParameters} must have base64_signer_key, base64_salt_separator, rounds and mem_cost`,
      );
    }
    const path = typeof report === 'string' ? report : `${file === '-' ? 'users' : file}.refused.ndjson`;
    const source =
      file === '-'
        ? process.stdin.setEncoding('utf8')
        : createReadStream('', { encoding: 'utf8', fd: await open(file).catch(refuseFile(file)) });
    addAbortSignal(signal, source);
    const handle = await open(path, 'w', 0o600).catch(refuseFile(path));
    const refusals = createWriteStream('', { fd: handle });
    const useCase = await get(userTransferTokens.importUsers);
    const result = await useCase.execute(
      {
        lines: readAccounts(source, format),
        areEmailsVerified: assumeVerified === true,
        hashes: new KnownHashes(firebase),
        refuse: (refusal) => refusals.write(`${JSON.stringify(refusal)}\n`),
        progress: ({ read, added, present, refused }) =>
          progress(`${read} read: ${added} added, ${present} there before, ${refused} refused`),
        signal,
      },
      systemContext,
    );
    refusals.end();
    await finished(refusals);
    const { read, added, present, refused } = result;
    const isInterrupted = signal.aborted;
    tell({ ...result, isInterrupted, report: path }, [
      `${read} read: ${added} added, ${present} there before, ${refused} refused.`,
      ...(isInterrupted ? ['Interrupted: run it again to go on.'] : []),
    ]);
    if (refused > 0) throw new OperatorError(`What was refused, and why, is in ${path}`);
  },
};

const exportUsers: CommandDefinition = {
  usage: 'users export',
  description:
    'Write all accounts, in the form that `users import` reads: without second factors and sessions',
  options: {
    '--format <format>': 'ndjson or csv; by default what the name of the file ends in, else ndjson',
    '--output <file>': 'where to, instead of standard output',
    '--with-password-hashes': 'the hashes too: keep the file as you keep the database',
  },
  examples: ['users export > users.ndjson', 'users export --output users.csv --with-password-hashes'],
  async run({ options, get, isJson, list, write, tell, progress, signal }) {
    const { open } = await import('node:fs/promises');
    const { AccountRenderer } = await import('#infrastructure/files/user-transfer/render.js');
    const path = typeof options.output === 'string' ? options.output : null;
    const format = formatOf(options.format, path ?? '');
    const withPasswordHashes = options.withPasswordHashes === true;
    const useCase = await get(userTransferTokens.exportUsers);
    async function* pages() {
      for (let after: string | null = null; ; ) {
        signal.throwIfAborted();
        const query = { after, limit: pageSize, withPasswordHashes };
        const page = await useCase.execute(query, systemContext);
        if (page.length > 0) yield page;
        after = page.at(-1)?.id ?? null;
        if (page.length < pageSize) return;
      }
    }
    const renderer = new AccountRenderer(format, withPasswordHashes);
    if (path === null) {
      if (isJson) return list(flattened(pages()));
      await write(renderer.head);
      for await (const page of pages()) await write(renderer.render(page));
      return;
    }
    const file = await open(path, 'w', 0o600).catch(refuseFile(path));
    try {
      let exported = 0;
      await file.write(renderer.head);
      for await (const page of pages()) {
        await file.write(renderer.render(page));
        exported += page.length;
        progress(`${exported} written`);
      }
      await file.sync().catch(() => undefined);
      tell({ exported, file: path }, `${exported} accounts are in ${path}.`);
    } finally {
      await file.close();
    }
  },
};

const seed: CommandDefinition = {
  usage: 'db seed',
  description: 'Add sample accounts, all with one password, which is printed; never in production',
  options: { '--count <number>': 'how many (100)' },
  examples: ['db seed', 'db seed --count 10000 --json'],
  async run({ options: { count = '100' }, get, tell, progress, signal }) {
    await refuseInProduction(get);
    const number = Number(count);
    if (!Number.isSafeInteger(number) || number < 1 || number > 1_000_000) {
      throw new UsageError('--count must be a number from 1 to 1000000');
    }
    const { randomPassword } = await import('../command-line/passwords.js');
    const { Password } = await import('#domain/auth/password.js');
    const { PasswordHash } = await import('#domain/users/password-hash.js');
    const password = randomPassword();
    // Once for all: a hash of its own for each would take a minute for a thousand.
    const { encoded } = await (await get(authTokens.passwordHasher)).hash(Password.parse(password));
    const useCase = await get(userTransferTokens.importUsers);
    const { added, present } = await useCase.execute(
      {
        lines: sampleAccounts(number, encoded),
        areEmailsVerified: true,
        hashes: { parse: (hash) => new PasswordHash(hash) },
        refuse: () => undefined,
        progress: ({ read }) => progress(`${read} of ${number}`),
        signal,
      },
      systemContext,
    );
    const names = `sample1@example.com to sample${number}@example.com`;
    tell({ added, present, password: added > 0 ? password : null }, [
      `${added} added, ${present} there before: ${names}.`,
      ...(added > 0 ? [`Password of those added: ${password} (shown only now)`] : []),
    ]);
  },
};

async function* sampleAccounts(count: number, passwordHash: string) {
  for (let line = 1; line <= count; line += 1) {
    const fields = {
      email: `sample${line}@example.com`,
      username: `sample${line}`,
      displayName: `Sample ${line}`,
      roles: line % 50 === 0 ? ['moderator', 'user'] : ['user'],
      isActive: line % 20 !== 0,
      passwordHash,
    };
    yield { line, fields };
  }
}

async function* flattened<T>(pages: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
  for await (const page of pages) yield* page;
}

function formatOf(given: string | boolean | undefined, file: string): 'ndjson' | 'csv' {
  const format = given ?? (file.toLowerCase().endsWith('.csv') ? 'csv' : 'ndjson');
  if (format === 'ndjson' || format === 'csv') return format;
  throw new UsageError('--format must be ndjson or csv');
}

function refuseFile(path: string) {
  return (cause: NodeJS.ErrnoException): never => {
    throw new OperatorError(`${path} cannot be opened (${cause.code})`, { cause });
  };
}

export const userTransferCommands = [importUsers, exportUsers, seed];

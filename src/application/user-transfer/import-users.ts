import type { Authorizer } from '#application/access/authorizer.js';
import type { RoleCatalogue } from '#application/access/role-catalogue.js';
import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { isError } from '#domain/shared/app-error.js';
import type { UserId } from '#domain/shared/ids.js';
import { validationError } from '#domain/shared/validation.js';
import { emailTaken } from '#domain/users/errors.js';
import { writeUsers } from '#domain/users/permissions.js';
import { type NewUser, User } from '#domain/users/user.js';
import { parseRecord, type RecordDefaults } from './account-record.js';
import type { ForeignHashes } from './foreign-hashes.js';
import { keysOf, SeenAccounts } from './seen-accounts.js';
import type { Obstacle, UserStock } from './user-stock.js';

/** A line of the file: its fields, or what is wrong with the whole of it. */
export type ImportedLine =
  | { readonly line: number; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly fault: string };

/** Never holds a value: it might be a hash, or a password in the wrong column. */
export interface Refusal {
  readonly line: number;
  readonly field: string | null;
  readonly reason: string;
}

export interface ImportUsersCommand {
  readonly lines: AsyncIterable<ImportedLine>;
  readonly areEmailsVerified: boolean;
  readonly hashes: ForeignHashes;
  readonly refuse: (refusal: Refusal) => void;
  /** After each batch. */
  readonly progress: (soFar: ImportUsersResult) => void;
  /** Ends it after the batch that is at work; what it reads from may fail then. */
  readonly signal: AbortSignal;
}

export interface ImportUsersResult {
  readonly read: number;
  readonly added: number;
  /** Were there before, such as when an import is run again. */
  readonly present: number;
  /** Lines. */
  readonly refused: number;
}

type ParsingCommand = ImportUsersCommand & Pick<RecordDefaults, 'roles'>;

interface Candidate {
  readonly line: number;
  readonly account: NewUser;
  /** Whether an earlier line was, in all likelihood, the same. */
  readonly isAgain: boolean;
}

const batchSize = 500;
const reasons: Readonly<Record<Exclude<Obstacle, 'present'>, string>> = {
  email: 'is the address of another account',
  username: 'is the username of another account',
};

const again = { field: 'email', reason: 'or the id is that of an earlier line' };

/**
 * Takes accounts over from another system, in batches of a unit of work each. To be run again after it was interrupted:
 * what is there already stays as it is.
 */
export class ImportUsers {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly roles: RoleCatalogue,
    private readonly stock: UserStock,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  /** @throws AppError FORBIDDEN without `users:write` and `roles:assign`. What is wrong with a line is told by `refuse`. */
  async execute(command: ImportUsersCommand, context: RequestContext): Promise<ImportUsersResult> {
    await this.authorizer.require(context, writeUsers);
    await this.authorizer.requireAssigning(context, ['admin']);
    const seen = new SeenAccounts();
    const result = { read: 0, added: 0, present: 0, refused: 0 };
    for await (const lines of batches(command.lines, command.signal)) {
      const refused = new Set<number>();
      const refuse = (refusal: Refusal) => {
        refused.add(refusal.line);
        command.refuse(refusal);
      };
      const candidates = this.#candidates(
        lines,
        { ...command, roles: await this.roles.names() },
        seen,
        refuse,
      );
      const obstacles = await this.#add(candidates, context);
      for (const { line, account, isAgain } of candidates) {
        const obstacle = obstacles.get(account.id);
        if (obstacle === 'present' && isAgain) refuse({ line, ...again });
        else if (obstacle === 'present') result.present += 1;
        else if (obstacle !== undefined) refuse({ line, field: obstacle, reason: reasons[obstacle] });
      }
      result.read += lines.length;
      result.added += candidates.length - obstacles.size;
      result.refused += refused.size;
      command.progress(result);
    }
    return result;
  }

  #candidates(
    lines: readonly ImportedLine[],
    command: ParsingCommand,
    seen: SeenAccounts,
    refuse: (refusal: Refusal) => void,
  ): readonly Candidate[] {
    // Within a batch they are told apart for certain: the stock takes no two of the same id.
    const keys = new Set<string>();
    return lines.flatMap((given) => {
      const { line } = given;
      const account = this.#parse(given, command, refuse);
      if (account === null) return [];
      const isAgain = seen.add(account);
      const own = keysOf(account);
      if (own.some((key) => keys.has(key))) {
        refuse({ line, ...again });
        return [];
      }
      for (const key of own) keys.add(key);
      return [{ line, account, isAgain }];
    });
  }

  #parse(
    given: ImportedLine,
    { hashes, areEmailsVerified, roles }: ParsingCommand,
    refuse: (refusal: Refusal) => void,
  ): NewUser | null {
    const { line } = given;
    if ('fault' in given) {
      refuse({ line, field: null, reason: given.fault });
      return null;
    }
    try {
      const defaults = {
        newId: () => this.ids.next(),
        now: this.clock.now(),
        areEmailsVerified,
        hashes,
        roles,
      };
      return parseRecord(given.fields, defaults);
    } catch (error) {
      if (!isError(error, validationError)) throw error;
      for (const { field, message } of error.details) refuse({ line, field, reason: message });
      return null;
    }
  }

  /** One by one where an address is kept for another account, which the stock tells only for all of them. */
  async #add(
    candidates: readonly Candidate[],
    context: RequestContext,
  ): Promise<ReadonlyMap<UserId, Obstacle>> {
    try {
      return await this.#addTogether(candidates, context);
    } catch (error) {
      if (!isError(error, emailTaken)) throw error;
      const [first, ...others] = candidates as readonly [Candidate, ...Candidate[]];
      if (others.length === 0) return new Map([[first.account.id, 'email']]);
      const obstacles = new Map<UserId, Obstacle>();
      for (const each of candidates) {
        for (const [id, obstacle] of await this.#add([each], context)) obstacles.set(id, obstacle);
      }
      return obstacles;
    }
  }

  /** The accounts are made within, since a unit of work may run again. */
  #addTogether(candidates: readonly Candidate[], context: RequestContext) {
    return this.unitOfWork.run(context, () => {
      const at = this.clock.now();
      return this.stock.addMissing(candidates.map(({ account }) => User.register(account, at)));
    });
  }
}

/** Whole ones only, once it is to end. */
async function* batches(
  lines: AsyncIterable<ImportedLine>,
  signal: AbortSignal,
): AsyncGenerator<readonly ImportedLine[]> {
  let batch: ImportedLine[] = [];
  try {
    for await (const line of lines) {
      batch.push(line);
      if (batch.length < batchSize) continue;
      yield batch;
      if (signal.aborted) return;
      batch = [];
    }
  } catch (error) {
    // What it is read from is cut off then, in the middle of a line.
    if (signal.aborted) return;
    throw error;
  }
  if (batch.length > 0) yield batch;
}

import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UserId } from '#domain/shared/ids.js';
import { readUsers, writeUsers } from '#domain/users/permissions.js';
import { type AccountRecord, recordOf } from './account-record.js';
import type { UserStock } from './user-stock.js';

export interface ExportUsersQuery {
  /** The id of the last one of the page before; null from the start. */
  readonly after: string | null;
  readonly limit: number;
  readonly withPasswordHashes: boolean;
}

/** A page of all accounts, in the order of their ids. */
export class ExportUsers {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly stock: UserStock,
  ) {}

  /** @throws AppError FORBIDDEN without `users:read` and, for hashes, `users:write`. */
  async execute(query: ExportUsersQuery, context: RequestContext): Promise<readonly AccountRecord[]> {
    await this.authorizer.require(context, query.withPasswordHashes ? writeUsers : readUsers);
    const users = await this.stock.page(query.after as UserId | null, query.limit);
    return users.map(({ state }) => recordOf(state, query.withPasswordHashes));
  }
}

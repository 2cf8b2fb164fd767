import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { type ApiKeyQueries, type ApiKeyView, listedKeys } from './api-key-queries.js';

export class ListMyKeys {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly keys: ApiKeyQueries,
  ) {}

  /** @throws AppError UNAUTHENTICATED; FORBIDDEN without a session. */
  async execute(context: RequestContext): Promise<readonly ApiKeyView[]> {
    const { userId: id } = this.authorizer.requireSession(context);
    return this.keys.listByOwner({ kind: 'user', id }, listedKeys);
  }
}

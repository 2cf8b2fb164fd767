import type { Authorizer } from '#application/access/authorizer.js';
import type { RoleCatalogue } from '#application/access/role-catalogue.js';
import type { CursorPage, NumberedPage } from '#application/shared/pages.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { foldIdentifier } from '#domain/shared/unicode.js';
import { invalidField } from '#domain/shared/validation.js';
import { canonicalHost } from '#domain/users/email.js';
import { readUsers } from '#domain/users/permissions.js';
import type { UserFilter, UserQueries, UserSort, UserView } from './user-queries.js';

export interface ListUsersQuery {
  readonly filter: UserFilter;
  readonly sort: UserSort;
  readonly window:
    | { readonly kind: 'page'; readonly page: number; readonly pageSize: number }
    | { readonly kind: 'cursor'; readonly cursor: string | null; readonly limit: number };
}

export type ListUsersResult =
  | ({ readonly kind: 'page' } & NumberedPage<UserView>)
  | ({ readonly kind: 'cursor' } & CursorPage<UserView>);

export class ListUsers {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly roles: RoleCatalogue,
    private readonly queries: UserQueries,
  ) {}

  /** @throws AppError FORBIDDEN without `users:read`; VALIDATION_ERROR for a foreign cursor or odd filter. */
  async execute(query: ListUsersQuery, context: RequestContext): Promise<ListUsersResult> {
    await this.authorizer.require(context, readUsers);
    const { sort, window } = query;
    const filter = canonical(query.filter);
    if (filter.role !== undefined) await this.roles.requireKnown([filter.role], 'role');
    if (window.kind === 'page') {
      const page = await this.queries.listByPage(filter, sort, window.page, window.pageSize);
      return { kind: 'page', ...page };
    }
    return {
      kind: 'cursor',
      ...(await this.queries.listByCursor(filter, sort, window.cursor, window.limit)),
    };
  }
}

/** What is looked for in the form in which it is stored. */
function canonical(filter: UserFilter): UserFilter {
  const { search, emailDomain } = filter;
  return {
    ...filter,
    ...(search === undefined ? {} : { search: folded(search, 'search') }),
    ...(emailDomain === undefined ? {} : { emailDomain: host(emailDomain) }),
  };
}

function folded(raw: string, field: string): string {
  const text = foldIdentifier(raw);
  if (text === null) throw invalidField(field, 'must be visible characters without spaces');
  return text;
}

function host(raw: string): string {
  const domain = canonicalHost(folded(raw, 'emailDomain'));
  if (domain === null) throw invalidField('emailDomain', 'must be a domain, such as example.com');
  return domain;
}

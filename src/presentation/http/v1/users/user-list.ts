import type { NumberedPage } from '#application/shared/pages.js';
import type { ListUsersResult } from '#application/users/list-users.js';
import { invalidField } from '#domain/shared/validation.js';
import { arrayOf, envelopeOf, type JsonSchema, nullable } from '../../routing/json-schema.js';
import type { RouteResult } from '../../routing/route-result.js';
import {
  cursorLinks,
  cursorMeta,
  cursorPage,
  defaultPageSize,
  link,
  listLink,
  maxPage,
  type QueryValues,
} from '../shared/lists.js';
import type { ListUsersQueryDto } from './dto.js';
import { userSchema } from './user-presenter.js';

type UserWindow =
  | { readonly kind: 'page'; readonly page: number; readonly pageSize: number }
  | { readonly kind: 'cursor'; readonly cursor: string | null; readonly limit: number };

/** @throws AppError VALIDATION_ERROR where both ways of paging are asked for at once. */
export function windowOf({ page, pageSize, cursor, limit }: ListUsersQueryDto): UserWindow {
  const isByCursor = cursor !== undefined || limit !== undefined;
  if (!isByCursor) return { kind: 'page', page: page ?? 1, pageSize: pageSize ?? defaultPageSize };
  if (page !== undefined || pageSize !== undefined) {
    throw invalidField(page === undefined ? 'pageSize' : 'page', 'cannot be combined with cursor or limit');
  }
  return { kind: 'cursor', cursor: cursor ? cursor : null, limit: limit ?? defaultPageSize };
}

/** @throws TypeError when the use case did not page as it was asked to. */
export function presentUserList(
  path: string,
  filters: QueryValues,
  window: UserWindow,
  result: ListUsersResult,
): RouteResult {
  const data = result.items;
  if (window.kind === 'page' && result.kind === 'page') {
    return { status: 200, data, ...numberedPage(path, filters, window, result) };
  }
  if (window.kind === 'cursor' && result.kind === 'cursor') {
    return { status: 200, data, ...cursorPage(path, filters, window, result.nextCursor) };
  }
  throw new TypeError(`Asked for a ${window.kind}, got a ${result.kind}`);
}

/** Meta and links of a numbered page. No link leads beyond `maxPage`, where cursors must be used instead. */
function numberedPage(
  path: string,
  filters: QueryValues,
  { page, pageSize }: { readonly page: number; readonly pageSize: number },
  { totalCount, totalCountIsEstimate }: Omit<NumberedPage<unknown>, 'items'>,
) {
  const totalPages = Math.ceil(totalCount / pageSize);
  const at = (number: number) => listLink(path, { ...filters, page: number, pageSize });
  const last = Math.min(totalPages, maxPage);
  const previous = Math.min(page - 1, last);
  return {
    meta: { page, pageSize, totalPages, totalCount, ...(totalCountIsEstimate && { totalCountIsEstimate }) },
    links: {
      self: at(page),
      next: page < last ? at(page + 1) : null,
      prev: previous >= 1 ? at(previous) : null,
      first: at(1),
      last: last >= 1 ? at(last) : null,
    },
  };
}

const number: JsonSchema = { type: 'integer' };

/** Of both ways of paging: each answer has the members of its own. */
export const userListSchema = envelopeOf(arrayOf(userSchema), {
  meta: {
    page: number,
    pageSize: number,
    totalPages: number,
    totalCount: number,
    totalCountIsEstimate: {
      type: 'boolean',
      description:
        'True where there are too many to be counted: totalCount and totalPages are then estimates.',
    },
    ...cursorMeta,
  },
  links: { ...cursorLinks, prev: nullable(link), first: nullable(link), last: nullable(link) },
});

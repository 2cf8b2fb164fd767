import type { CursorPage, NumberedPage } from '#application/shared/pages.js';
import { invalidField } from '#domain/shared/validation.js';
import { type JsonSchema, nullable } from '../../routing/json-schema.js';
import type { RouteResult } from '../../routing/route.js';
import { Optional, Text } from '../../validation/decorators.js';
import { IntegerParameter } from '../../validation/query-decorators.js';

export const defaultPageSize = 20;
export const maxPageSize = 100;
export const maxPage = 100_000;

/** Of a list that is read by cursor. */
export class CursorQueryDto {
  @Optional()
  @Text({ max: 1024, description: 'Empty for the first page, then `meta.nextCursor`.' })
  cursor?: string;

  @Optional()
  @IntegerParameter({ min: 1, max: maxPageSize, default: defaultPageSize })
  limit?: number;
}

/** What is asked for of a list that has both ways of paging. */
type Window =
  | { readonly kind: 'page'; readonly page: number; readonly pageSize: number }
  | { readonly kind: 'cursor'; readonly cursor: string | null; readonly limit: number };

interface WindowQuery extends CursorQueryDto {
  readonly page?: number;
  readonly pageSize?: number;
}

/** @throws AppError VALIDATION_ERROR where both ways of paging are asked for at once. */
export function windowOf({ page, pageSize, cursor, limit }: WindowQuery): Window {
  const isByCursor = cursor !== undefined || limit !== undefined;
  if (!isByCursor) return { kind: 'page', page: page ?? 1, pageSize: pageSize ?? defaultPageSize };
  if (page !== undefined || pageSize !== undefined) {
    throw invalidField(page === undefined ? 'pageSize' : 'page', 'cannot be combined with cursor or limit');
  }
  return { kind: 'cursor', cursor: cursor || null, limit: limit ?? defaultPageSize };
}

const link: JsonSchema = { type: 'string', format: 'uri-reference' };
const number: JsonSchema = { type: 'integer' };

export const cursorMeta = { limit: number, nextCursor: nullable({ type: 'string' }) };
export const cursorLinks = { self: link, next: nullable(link) };

/** Of both ways of paging: each answer has the members of its own. */
export const windowMeta = {
  page: number,
  pageSize: number,
  totalPages: number,
  totalCount: number,
  totalCountIsEstimate: {
    type: 'boolean',
    description: 'True where there are too many to be counted: totalCount and totalPages are then estimates.',
  },
  ...cursorMeta,
};
export const windowLinks = {
  ...cursorLinks,
  prev: nullable(link),
  first: nullable(link),
  last: nullable(link),
};

type QueryValues = Readonly<Record<string, string | number | boolean | Date | undefined>>;

/** A relative reference to a list with these parameters (RFC 3986 §4.2); what is undefined is left out. */
function listLink(path: string, values: QueryValues): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    parameters.set(name, value instanceof Date ? value.toISOString() : String(value));
  }
  return `${path}?${parameters}`;
}

/** A page behind a cursor. */
export function cursorPage(
  path: string,
  filters: QueryValues,
  { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
  { items, nextCursor }: CursorPage<unknown>,
): RouteResult {
  const at = (position: string) => listLink(path, { ...filters, cursor: position, limit });
  return {
    status: 200,
    data: items,
    meta: { limit, nextCursor },
    links: { self: at(cursor ?? ''), next: nextCursor === null ? null : at(nextCursor) },
  };
}

/**
 * A list that has both ways of paging, in the one that was asked for.
 * @throws TypeError when the use case did not page as it was asked to.
 */
export function windowPage(path: string, filters: QueryValues, window: Window, page: WindowPage) {
  if (window.kind === 'page' && page.kind === 'page') return numberedPage(path, filters, window, page);
  if (window.kind === 'cursor' && page.kind === 'cursor') return cursorPage(path, filters, window, page);
  throw new TypeError(`Asked for a ${window.kind}, got a ${page.kind}`);
}

type WindowPage =
  | ({ readonly kind: 'page' } & NumberedPage<unknown>)
  | ({ readonly kind: 'cursor' } & CursorPage<unknown>);

/** A numbered page. No link leads beyond `maxPage`, where cursors must be used instead. */
function numberedPage(
  path: string,
  filters: QueryValues,
  { page, pageSize }: { readonly page: number; readonly pageSize: number },
  { items, totalCount, totalCountIsEstimate }: NumberedPage<unknown>,
): RouteResult {
  const totalPages = Math.ceil(totalCount / pageSize);
  const last = Math.min(totalPages, maxPage);
  const previous = Math.min(page - 1, last);
  const at = (number: number) => listLink(path, { ...filters, page: number, pageSize });
  return {
    status: 200,
    data: items,
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

import { type JsonSchema, nullable } from '../../routing/json-schema.js';

export const defaultPageSize = 20;
export const maxPageSize = 100;
export const maxPage = 100_000;
export const cursorMaxLength = 1024;

export const link: JsonSchema = { type: 'string', format: 'uri-reference' };

export const cursorMeta = {
  limit: { type: 'integer' },
  nextCursor: { type: ['string', 'null'] },
} as const satisfies Record<string, JsonSchema>;

export const cursorLinks = { self: link, next: nullable(link) };

export type QueryValues = Readonly<Record<string, string | number | boolean | Date | undefined>>;

/** A relative reference to a list with these parameters (RFC 3986 §4.2); what is undefined is left out. */
export function listLink(path: string, values: QueryValues): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    parameters.set(name, value instanceof Date ? value.toISOString() : String(value));
  }
  return `${path}?${parameters}`;
}

/** Meta and links of a page behind a cursor. */
export function cursorPage(
  path: string,
  filters: QueryValues,
  { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
  nextCursor: string | null,
) {
  const at = (position: string) => listLink(path, { ...filters, cursor: position, limit });
  return {
    meta: { limit, nextCursor },
    links: { self: at(cursor ?? ''), next: nextCursor === null ? null : at(nextCursor) },
  };
}

/** A page that is asked for by number. */
export interface NumberedPage<T> {
  readonly items: readonly T[];
  readonly totalCount: number;
  /** Set where there are too many to be counted. It is then right about whether there is a next page, not exact. */
  readonly totalCountIsEstimate?: true;
}

/** A page that begins behind a cursor: its cost does not grow with depth. */
export interface CursorPage<T> {
  readonly items: readonly T[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

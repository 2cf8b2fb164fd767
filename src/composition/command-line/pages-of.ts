interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** The items of all pages, each asked for when the one before has been used up. */
export async function* pagesOf<T>(
  fetch: (cursor: string | null) => Promise<Page<T>>,
): AsyncGenerator<T, void, undefined> {
  for (let cursor: string | null = null; ; ) {
    const page: Page<T> = await fetch(cursor);
    yield* page.items;
    cursor = page.nextCursor;
    if (cursor === null) return;
  }
}

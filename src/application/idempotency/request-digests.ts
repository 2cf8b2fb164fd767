/** What is kept of a request in place of itself. */
export interface RequestDigests {
  /** The same for the same parts in the same order, whichever keys the service has. */
  idOf(parts: readonly string[]): string;
  /**
   * Keyed, since the content may hold a password, which a plain digest would let guess. The order of properties does not
   * count.
   * @returns one for each key; the first is that of the key in use.
   */
  fingerprintsOf(content: unknown): readonly [string, ...string[]];
}

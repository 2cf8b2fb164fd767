/** What nobody needs any more, in one table. */
export interface Retention {
  /** Removes at most `limit` rows of what has been over for so long. @returns how many. */
  deleteOverFor(seconds: number, limit: number): Promise<number>;
}

import type { UserId } from '#domain/shared/ids.js';

/** What has been told and is not to be repeated for a while, by the clock of the store. */
export interface NoticeMarks {
  /**
   * Marks that a notice is given, as part of the unit of work.
   * @returns false where it was within the last `seconds`. Of several at once one is true.
   */
  mark(userId: UserId, notice: string, seconds: number): Promise<boolean>;
}

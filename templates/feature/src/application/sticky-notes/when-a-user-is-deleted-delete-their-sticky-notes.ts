import { type StoredEvent, type Subscription, type UserId, userDeleted } from 'gatehouse';
import type { StickyNoteRepository } from '#domain/sticky-notes/sticky-note-repository.js';

/** Nothing is left of an account that was deleted. */
export class WhenAUserIsDeletedDeleteTheirStickyNotes implements Subscription {
  readonly name = 'sticky-notes-of-deleted-users';
  readonly description = 'Deletes the sticky notes of accounts that were deleted.';
  readonly events = [userDeleted];
  readonly start = 'beginning';
  readonly isTransactional = true;

  constructor(private readonly stickyNotes: StickyNoteRepository) {}

  handle({ subjectId }: StoredEvent): Promise<void> {
    return this.stickyNotes.removeAllOf(subjectId as UserId);
  }
}

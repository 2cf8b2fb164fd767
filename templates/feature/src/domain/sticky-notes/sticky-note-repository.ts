import type { UserId } from 'gatehouse';
import type { StickyNote } from './sticky-note.js';

/** Every write belongs to a unit of work; events are appended in the same transaction. */
export interface StickyNoteRepository {
  /** @throws AppError STICKY_NOTE_TAKEN. */
  add(added: StickyNote): Promise<void>;

  /** The newest first, at most `limit`. */
  listOf(ownerId: UserId, limit: number): Promise<readonly StickyNote[]>;

  removeAllOf(ownerId: UserId): Promise<void>;
}

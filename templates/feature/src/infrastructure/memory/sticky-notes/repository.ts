import {
  defineMemoryTable,
  type EventAppender,
  type MemoryDatabase,
  type MemoryTable,
  type UserId,
} from 'gatehouse';
import { stickyNoteTaken } from '#domain/sticky-notes/errors.js';
import { StickyNote, type StickyNoteState } from '#domain/sticky-notes/sticky-note.js';
import type { StickyNoteRepository } from '#domain/sticky-notes/sticky-note-repository.js';

const table = defineMemoryTable<StickyNoteState>('sticky_notes');

export class MemoryStickyNoteRepository implements StickyNoteRepository {
  readonly #rows: MemoryTable<StickyNoteState>;

  constructor(
    private readonly database: MemoryDatabase,
    private readonly events: EventAppender,
  ) {
    this.#rows = database.table(table);
  }

  async add(added: StickyNote): Promise<void> {
    const { id, text } = added.state;
    this.database.write(() => {
      const others = this.#of(added.state.ownerId);
      if (others.some((other) => other.text.value === text.value)) throw stickyNoteTaken();
      this.#rows.set(id, added.state);
    });
    await this.events.append(added.pullEvents());
  }

  async listOf(ownerId: UserId, limit: number): Promise<readonly StickyNote[]> {
    const states = this.#of(ownerId).sort(newestFirst).slice(0, limit);
    return states.map((state) => StickyNote.rehydrate(state));
  }

  async removeAllOf(ownerId: UserId): Promise<void> {
    this.database.write(() => this.#rows.deleteWhere((row) => row.ownerId === ownerId));
  }

  #of(ownerId: UserId): StickyNoteState[] {
    return this.#rows.where((row) => row.ownerId === ownerId);
  }
}

function newestFirst(left: StickyNoteState, right: StickyNoteState): number {
  return right.createdAt.getTime() - left.createdAt.getTime() || (left.id < right.id ? 1 : -1);
}

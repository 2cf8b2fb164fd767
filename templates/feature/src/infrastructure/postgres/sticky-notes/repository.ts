import type { Database, EventAppender, UserId } from 'gatehouse';
import { StickyNote, type StickyNoteId, StickyNoteText } from '#domain/sticky-notes/sticky-note.js';
import type { StickyNoteRepository } from '#domain/sticky-notes/sticky-note-repository.js';
import { type StickyNoteRow, stickyNoteSchema } from './schema.js';

export class PostgresStickyNoteRepository implements StickyNoteRepository {
  constructor(
    private readonly database: Database,
    private readonly events: EventAppender,
  ) {}

  async add(added: StickyNote): Promise<void> {
    const { text, ...row } = added.state;
    await this.database.write((manager) => manager.insert(stickyNoteSchema, { ...row, text: text.value }));
    await this.events.append(added.pullEvents());
  }

  async listOf(ownerId: UserId, limit: number): Promise<readonly StickyNote[]> {
    const rows = await this.database.read((manager) =>
      manager.find(stickyNoteSchema, {
        where: { ownerId },
        order: { createdAt: 'DESC', id: 'DESC' },
        take: limit,
      }),
    );
    return rows.map(toDomain);
  }

  async removeAllOf(ownerId: UserId): Promise<void> {
    await this.database.write((manager) => manager.delete(stickyNoteSchema, { ownerId }));
  }
}

function toDomain({ id, ownerId, text, createdAt }: StickyNoteRow): StickyNote {
  return StickyNote.rehydrate({
    id: id as StickyNoteId,
    ownerId: ownerId as UserId,
    text: StickyNoteText.rehydrate(text),
    createdAt,
  });
}

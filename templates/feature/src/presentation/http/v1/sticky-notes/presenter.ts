import { instant, named, objectOf, text, uuid } from 'gatehouse';
import type { StickyNoteView } from '#application/sticky-notes/sticky-note-view.js';

export const stickyNoteSchema = named(
  'StickyNote',
  objectOf({ id: uuid, text: { ...text, examples: ['Buy milk'] }, createdAt: instant }),
);

export function presentStickyNote({ id, text, createdAt }: StickyNoteView) {
  return { id, text, createdAt: createdAt.toISOString() };
}

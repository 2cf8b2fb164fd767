import { type Executes, token } from 'gatehouse';
import type { CreateStickyNote } from '#application/sticky-notes/create-sticky-note.js';
import type { ListStickyNotes } from '#application/sticky-notes/list-sticky-notes.js';
import type { StickyNoteRepository } from '#domain/sticky-notes/sticky-note-repository.js';

export const stickyNotesTokens = {
  repository: token<StickyNoteRepository>('sticky-notes.repository'),
  createStickyNote: token<Executes<CreateStickyNote>>('CreateStickyNote'),
  listStickyNotes: token<Executes<ListStickyNotes>>('ListStickyNotes'),
};

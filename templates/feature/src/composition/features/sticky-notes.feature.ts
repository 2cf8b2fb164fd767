import {
  accessTokens,
  defineFeature,
  defineSettings,
  memoryTokens,
  platform,
  postgresTokens,
  setting,
} from 'gatehouse';
import { CreateStickyNote } from '#application/sticky-notes/create-sticky-note.js';
import { ListStickyNotes } from '#application/sticky-notes/list-sticky-notes.js';
import { WhenAUserIsDeletedDeleteTheirStickyNotes } from '#application/sticky-notes/when-a-user-is-deleted-delete-their-sticky-notes.js';
import { stickyNoteTaken } from '#domain/sticky-notes/errors.js';
import { stickyNoteCreated } from '#domain/sticky-notes/events.js';
import { readStickyNotes, writeStickyNotes } from '#domain/sticky-notes/permissions.js';
import { MemoryStickyNoteRepository } from '#infrastructure/memory/sticky-notes/repository.js';
import { PostgresStickyNoteRepository } from '#infrastructure/postgres/sticky-notes/repository.js';
import { stickyNoteSchema } from '#infrastructure/postgres/sticky-notes/schema.js';
import { StickyNotesController } from '#presentation/http/v1/sticky-notes/controller.js';
import { stickyNotesTokens } from './sticky-notes.tokens.js';

const stickyNotesSettings = defineSettings('Sticky notes', {
  maxLength: setting.integer('STICKY_NOTE_MAX_LENGTH', {
    from: 1,
    to: 1000,
    default: 200,
    unit: 'characters',
    meaning: 'Longest text in sticky notes.',
    example: 500,
  }),
});

/** Sticky notes of one's own. */
export const stickyNotes = defineFeature({
  name: 'sticky-notes',
  settings: [stickyNotesSettings],
  permissions: [readStickyNotes, writeStickyNotes],
  events: [stickyNoteCreated],
  errors: [stickyNoteTaken],
  tags: [{ name: 'sticky-notes', description: 'Your sticky notes' }],
  rateLimits: [
    { name: 'sticky-notes', default: '600/60', meaning: 'Requests of one client for sticky notes.' },
  ],
  entities: [stickyNoteSchema],
  constraints: { sticky_notes_owner_id_text_key: () => stickyNoteTaken() },
  migrations: new URL('../../../migrations/', import.meta.url),

  bind(wiring) {
    const { authorizer } = accessTokens;
    const { unitOfWork, ids, clock } = platform;
    const { repository, createStickyNote, listStickyNotes } = stickyNotesTokens;
    wiring.command(createStickyNote, CreateStickyNote, [
      authorizer,
      repository,
      unitOfWork,
      ids,
      clock,
      stickyNotesSettings.token,
    ]);
    wiring.query(listStickyNotes, ListStickyNotes, [authorizer, repository]);
    wiring.controller(StickyNotesController, { createStickyNote, listStickyNotes });
    wiring.contribute(
      'subscription',
      'sticky-notes-of-deleted-users',
      (stored) => new WhenAUserIsDeletedDeleteTheirStickyNotes(stored),
      [repository],
    );
  },

  memory(wiring) {
    const { database, eventAppender } = memoryTokens;
    wiring.instance(stickyNotesTokens.repository, MemoryStickyNoteRepository, [database, eventAppender]);
  },

  postgres(wiring) {
    const { database, eventAppender } = postgresTokens;
    wiring.instance(stickyNotesTokens.repository, PostgresStickyNoteRepository, [database, eventAppender]);
  },
});

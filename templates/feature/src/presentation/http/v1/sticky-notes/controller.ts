import { arrayOf, type Controller, created, type Executes, forbidden, ok, route } from 'gatehouse';
import type { CreateStickyNote } from '#application/sticky-notes/create-sticky-note.js';
import type { ListStickyNotes } from '#application/sticky-notes/list-sticky-notes.js';
import { stickyNoteTaken } from '#domain/sticky-notes/errors.js';
import { StickyNoteDto } from './dto.js';
import { stickyNoteSchema } from './presenter.js';

export interface StickyNotesUseCases {
  readonly createStickyNote: Executes<CreateStickyNote>;
  readonly listStickyNotes: Executes<ListStickyNotes>;
}

/** What all routes have in common. */
const common = {
  url: '/api/v1/sticky-notes',
  tag: 'sticky-notes',
  access: 'signed-in',
  rateLimit: 'sticky-notes',
} as const;

export class StickyNotesController implements Controller {
  constructor(private readonly useCases: StickyNotesUseCases) {}

  routes() {
    return [this.#list(), this.#create()];
  }

  #list() {
    return route({
      ...common,
      method: 'GET',
      operationId: 'listStickyNotes',
      summary: 'List your sticky notes',
      permission: 'sticky-notes:read',
      responses: {
        200: { description: 'The newest hundred.', schema: arrayOf(stickyNoteSchema) },
      },
      errors: [forbidden],
      handle: async (_request, context) => ok(await this.useCases.listStickyNotes.execute(context)),
    });
  }

  #create() {
    return route({
      ...common,
      method: 'POST',
      operationId: 'createStickyNote',
      summary: 'Add to your sticky notes',
      permission: 'sticky-notes:write',
      isIdempotent: true,
      body: StickyNoteDto,
      responses: { 201: { description: 'What was made.', schema: stickyNoteSchema } },
      errors: [forbidden, stickyNoteTaken],
      handle: async ({ body }, context) =>
        created(await this.useCases.createStickyNote.execute(body, context)),
    });
  }
}

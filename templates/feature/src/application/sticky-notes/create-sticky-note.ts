import type { Authorizer, Clock, IdGenerator, RequestContext, UnitOfWork } from 'gatehouse';
import { writeStickyNotes } from '#domain/sticky-notes/permissions.js';
import { StickyNote, type StickyNoteId, StickyNoteText } from '#domain/sticky-notes/sticky-note.js';
import type { StickyNoteRepository } from '#domain/sticky-notes/sticky-note-repository.js';
import { type StickyNoteView, viewOf } from './sticky-note-view.js';

export interface CreateStickyNoteCommand {
  readonly text: string;
}

export type CreateStickyNoteResult = StickyNoteView;

export class CreateStickyNote {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly stickyNotes: StickyNoteRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly settings: { readonly maxLength: number },
  ) {}

  /** @throws AppError VALIDATION_ERROR, FORBIDDEN or STICKY_NOTE_TAKEN. */
  async execute(command: CreateStickyNoteCommand, context: RequestContext): Promise<CreateStickyNoteResult> {
    const text = StickyNoteText.parse(command.text, this.settings.maxLength);
    await this.authorizer.require(context, writeStickyNotes);
    const { userId: ownerId } = this.authorizer.requireUser(context);
    const id = this.ids.next() as StickyNoteId;
    return this.unitOfWork.run(context, async () => {
      const created = StickyNote.create({ id, ownerId, text, createdAt: this.clock.now() });
      await this.stickyNotes.add(created);
      return viewOf(created);
    });
  }
}

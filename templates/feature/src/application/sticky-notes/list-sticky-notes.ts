import type { Authorizer, RequestContext } from 'gatehouse';
import { readStickyNotes } from '#domain/sticky-notes/permissions.js';
import type { StickyNoteRepository } from '#domain/sticky-notes/sticky-note-repository.js';
import { type StickyNoteView, viewOf } from './sticky-note-view.js';

export type ListStickyNotesResult = readonly StickyNoteView[];

export const stickyNotesListed = 100;

export class ListStickyNotes {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly stickyNotes: StickyNoteRepository,
  ) {}

  /** @throws AppError UNAUTHENTICATED or FORBIDDEN. */
  async execute(context: RequestContext): Promise<ListStickyNotesResult> {
    await this.authorizer.require(context, readStickyNotes);
    const { userId } = this.authorizer.requireUser(context);
    return (await this.stickyNotes.listOf(userId, stickyNotesListed)).map(viewOf);
  }
}

import type { StickyNote } from '#domain/sticky-notes/sticky-note.js';

/** What the owner sees. */
export interface StickyNoteView {
  readonly id: string;
  readonly text: string;
  readonly createdAt: Date;
}

export function viewOf({ state: { id, text, createdAt } }: StickyNote): StickyNoteView {
  return { id, text: text.value, createdAt };
}
